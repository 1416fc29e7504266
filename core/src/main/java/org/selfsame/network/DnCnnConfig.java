package org.selfsame.network;

import java.util.Map;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * The shape of a {@link DnCnn}.
 *
 * @param imageChannels 1 for gray, 3 for colour
 * @param features of each hidden layer
 * @param layers convolutions; at least 2
 */
public record DnCnnConfig(int imageChannels, int features, int layers) implements NetworkConfig {
  /** The paper's network for gray images of a known noise level. */
  public static final DnCnnConfig PAPER = new DnCnnConfig(1, 64, 17);

  /** Checks the sizes. */
  public DnCnnConfig {
    ConfigJson.requireBetween(1, imageChannels, "imageChannels");
    ConfigJson.requireBetween(1, features, "features");
    ConfigJson.requireBetween(2, layers, "layers");
  }

  static DnCnnConfig of(ConfigJson values) {
    return new DnCnnConfig(
        values.integer("imageChannels"), values.integer("features"), values.integer("layers"));
  }

  @Override
  public String network() {
    return DnCnn.NAME;
  }

  @Override
  public DnCnn create(Device device, long seed) {
    return new DnCnn(this, device, seed);
  }

  @Override
  public DnCnn create(Device device, Map<String, WeightArray> arrays, String source)
      throws WeightFileException {
    return DnCnn.of(this, device, arrays, source);
  }
}
