package org.selfsame.network;

import org.selfsame.nonlocal.GlobalAttention.Normalization;

/**
 * The shape of an {@link Rnan}.
 *
 * @param imageChannels 1 for gray, 3 for color
 * @param features C, of which non-local blocks compare C / 2; even
 * @param blocks residual attention blocks, of which the first and the last are non-local; at least
 *     2
 * @param softmax what the weights of a non-local block sum to 1 over
 * @param scale 1 to restore an image of its size; 2, 3 or 4 to enlarge color images
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
          "features %d: expected an even number, of which non-local blocks take half"
              .formatted(features));
    }
    if (scale > 1 && imageChannels != 3) {
      throw new IllegalArgumentException(
          "imageChannels %d with scale %d: expected 3, as the mean of colors is taken off"
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
