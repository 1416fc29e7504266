package org.selfsame.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFile;

/** Weight files of networks so small that what they do can be foretold. */
public final class TinyModel {
  /** What {@link #addingSigma} divides sigma / 255 by: two BatchNorms of variance 1. */
  public static final double BATCH_NORMS = 1 + 1e-3;

  private TinyModel() {}

  /** Returns the shape of all tiny networks. */
  public static NlrnConfig config(int imageChannels, boolean noiseChannel) {
    return new NlrnConfig(
        imageChannels,
        noiseChannel,
        4,
        2,
        2,
        3,
        Affinity.EMBEDDED_GAUSSIAN,
        true,
        1,
        true,
        Border.CIRCULAR,
        1,
        1);
  }

  /** Returns untrained weights. */
  public static Map<String, WeightArray> weights(NlrnConfig config) {
    try (Nlrn network = new Nlrn(config, Device.CPU, 1)) {
      return new LinkedHashMap<>(network.parameters().toArrays());
    }
  }

  /** Returns weights of a network that adds a number to every sample. */
  public static Map<String, WeightArray> adding(float number, NlrnConfig config) {
    Map<String, WeightArray> weights = weights(config);
    Arrays.fill(weights.get("output_conv.weight").values(), 0);
    Arrays.fill(weights.get("output_conv.bias").values(), number);
    return weights;
  }

  /** Returns weights of a gray network that adds the noise level it is told to every sample. */
  public static Map<String, WeightArray> addingSigma() {
    Map<String, WeightArray> weights = weights(config(1, true));
    for (String name : new String[] {"input_conv", "conv_b", "output_conv"}) {
      Arrays.fill(weights.get(name + ".weight").values(), 0);
    }
    // The middle of the filter of the first feature over the noise channel, and back again.
    weights.get("input_conv.weight").values()[9 + 4] = 1;
    weights.get("output_conv.weight").values()[4] = 1;
    return weights;
  }

  /** Returns the metadata of a weight file. */
  public static Map<String, String> metadata(NlrnConfig config, Task task) {
    return Map.of("network", NlrnConfig.NAME, "config", config.toJson(), "task", task.toJson());
  }

  /** Writes a weight file. */
  public static Path write(
      Path file, Map<String, String> metadata, Map<String, WeightArray> weights)
      throws IOException {
    new WeightFile(metadata, weights).write(file);
    return file;
  }
}
