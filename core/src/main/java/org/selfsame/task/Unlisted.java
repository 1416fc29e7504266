package org.selfsame.task;

/** A task that is not among {@link Task#all}: what tests add, to show what a new one takes. */
non-sealed interface Unlisted extends Task {}
