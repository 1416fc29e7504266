package org.selfsame.task;

/** A task outside {@link Task#all}, for tests that show what a new task takes. */
non-sealed interface Unlisted extends Task {}
