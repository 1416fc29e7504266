package org.selfsame.network;

import org.selfsame.tensor.Precision;

/**
 * How a network is run once.
 *
 * @param precision of convolutions and products; the image itself and BatchNorm's statistics stay
 *     in fp32 (or fp64)
 * @param training whether BatchNorm normalizes by the batch, and moves its statistics (but in fp64,
 *     which is for checking numerics, they stay)
 * @param reach which pixels a non-local operation sees
 */
public record Pass(Precision precision, boolean training, Reach reach) {
  /** Which pixels a non-local operation sees. */
  public enum Reach {
    /** All pixels of the input: it is the neighborhood. */
    PATCH,
    /** The neighborhood around each pixel. */
    WINDOW
  }
}
