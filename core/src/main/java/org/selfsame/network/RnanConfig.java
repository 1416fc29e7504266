package org.selfsame.network;

import org.selfsame.nonlocal.GlobalAttention.Normalization;

/**
 * The shape of an {@link Rnan}.
 *
 * @param imageChannels 1 for gray, 3 for color
 * @param features C, the number of features, even; non-local blocks compare C / 2
 * @param blocks the number of residual attention blocks, at least 2; the first and the last are
 *     non-local
 * @param softmax what a non-local block's weights are normalized over
 * @param scale 1 to restore images at their size; 2, 3 or 4 to enlarge color images
 */
public record RnanConfig(
    int imageChannels, int features, int blocks, Normalization softmax, int scale)
    implements NetworkConfig {

  /** The name in weight files. */
  public static final String NAME = "rnan";

  /** The paper's network for color images: 8,959,555 weights. */
  public static final RnanConfig PAPER = new RnanConfig(3, 64, 10, Normalization.KEYS, 1);

  /** Checks the sizes. */
  public RnanConfig {
    Bounds.require(1, imageChannels, "imageChannels");
    Bounds.require(2, features, "features");
    Bounds.require(2, blocks, "blocks");
    Bounds.require(1, scale, 4, "scale");
    if (features % 2 != 0) {
      throw new IllegalArgumentException(
          "features %d: expected an even number, because non-local blocks use half"
              .formatted(features));
    }
    if (scale > 1 && imageChannels != 3) {
      throw new IllegalArgumentException(
          "imageChannels %d with scale %d: expected 3, because the network subtracts the mean color to enlarge"
              .formatted(imageChannels, scale));
    }
    if (softmax == null) {
      throw new IllegalArgumentException("softmax: expected a value, found null");
    }
  }

  @Override
  public String network() {
    return NAME;
  }
}
