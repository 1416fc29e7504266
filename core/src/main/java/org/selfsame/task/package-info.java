/**
 * What is undone, told once: a task's degradations and levels, what it asks of a network, how
 * images are shown to it, trained on and compared. A new task is one class here and a row in {@link
 * org.selfsame.task.Task#all}.
 */
@NullMarked
package org.selfsame.task;

import org.jspecify.annotations.NullMarked;
