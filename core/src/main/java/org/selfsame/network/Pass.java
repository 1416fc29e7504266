package org.selfsame.network;

import org.selfsame.tensor.Precision;

/**
 * How to run a network once.
 *
 * @param precision the precision of convolutions and products; the image itself and BatchNorm's
 *     statistics stay in fp32 (or fp64)
 * @param training whether BatchNorm normalizes by the batch and moves its statistics (they stay in
 *     fp64, which is for checking numerics)
 * @param reach the pixels that a non-local operation sees
 */
public record Pass(Precision precision, boolean training, Reach reach) {
  /** The pixels that a non-local operation sees. */
  public enum Reach {
    /** All pixels of the input. */
    PATCH,
    /** The neighborhood around each pixel. */
    WINDOW
  }

  /** Returns a training step on patches. */
  public static Pass training(Precision precision) {
    return new Pass(precision, true, Reach.PATCH);
  }

  /** Returns the restoration of a whole image. */
  public static Pass restoring(Precision precision) {
    return new Pass(precision, false, Reach.WINDOW);
  }
}
