/**
 * Tasks: each says in one place which degradations and levels it undoes, what it asks of a network,
 * and how images are shown to the network, trained on and compared. A new task takes one class here
 * and a row in {@link org.selfsame.task.Task#all}.
 */
@NullMarked
package org.selfsame.task;

import org.jspecify.annotations.NullMarked;
