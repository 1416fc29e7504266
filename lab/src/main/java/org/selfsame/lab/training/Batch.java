package org.selfsame.lab.training;

/**
 * The patches of one training step.
 *
 * @param step which step it is for
 * @param input {@code [batch, input channels, patch, patch]}: degraded samples, and the noise
 *     channel if there is one
 * @param clean {@code [batch, channels, restored patch, restored patch]}
 */
@SuppressWarnings("ArrayRecordComponent")
record Batch(long step, float[] input, float[] clean) {}
