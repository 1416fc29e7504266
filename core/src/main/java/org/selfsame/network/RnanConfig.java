package org.selfsame.network;

import java.util.Map;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

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

  /** The paper's network for color images: 8,959,555 weights. */
  public static final RnanConfig PAPER = new RnanConfig(3, 64, 10, Normalization.KEYS, 1);

  /** Checks the sizes. */
  public RnanConfig {
    ConfigJson.requireBetween(1, imageChannels, "imageChannels");
    ConfigJson.requireBetween(2, features, "features");
    ConfigJson.requireBetween(2, blocks, "blocks");
    ConfigJson.requireBetween(1, scale, 4, "scale");
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

  /**
   * Reads a JSON object; keys that are missing have the values of {@link #PAPER}.
   *
   * @throws IllegalArgumentException if it is not a JSON object, or has an unknown key or a wrong
   *     value
   */
  public static RnanConfig fromJson(String json) {
    return (RnanConfig) NetworkConfig.fromJson(Rnan.NAME, json);
  }

  static RnanConfig of(ConfigJson values) {
    return new RnanConfig(
        values.integer("imageChannels"),
        values.integer("features"),
        values.integer("blocks"),
        values.constant("softmax", Normalization.class),
        values.integer("scale"));
  }

  @Override
  public String network() {
    return Rnan.NAME;
  }

  @Override
  public Rnan create(Device device, long seed) {
    return new Rnan(this, device, seed);
  }

  @Override
  public Rnan create(Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    return Rnan.of(this, device, arrays, source);
  }
}
