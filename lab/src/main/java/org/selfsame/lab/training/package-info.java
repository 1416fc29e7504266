/**
 * Training networks: batches, the optimizer and its schedule, checkpoints, and the curves of what
 * happened. {@link org.selfsame.lab.training.Trainer} is the way in.
 */
package org.selfsame.lab.training;
