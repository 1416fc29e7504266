package org.selfsame.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/** Small networks in which every number is random and every layer has an effect. */
public final class RandomNlrn {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

  private RandomNlrn() {}

  /**
   * Returns a config of 8 channels, 4 embedding features, 3 steps and a neighborhood of 7, with
   * some keys changed.
   *
   * @param changes JSON in single quotes, such as {@code 'tied': false, 'steps': 2}
   */
  public static NlrnConfig config(String changes) {
    try {
      ObjectNode small =
          (ObjectNode)
              JSON.readTree("{'channels': 8, 'embedding': 4, 'steps': 3, 'neighborhood': 7}");
      small.setAll((ObjectNode) JSON.readTree("{" + changes + "}"));
      return (NlrnConfig) Networks.config(NlrnConfig.NAME, small.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(changes, e);
    }
  }

  static Nlrn of(NlrnConfig config, long seed) {
    Nlrn network = new Nlrn(config, Device.CPU, seed);
    try {
      network.parameters().load(weights(network, seed), "random weights");
    } catch (WeightFileException e) {
      throw new IllegalStateException(e);
    }
    return network;
  }

  /** Random numbers for all tensors of a network, which keep features at about the size 1. */
  public static Map<String, WeightArray> weights(Nlrn network, long seed) {
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    network
        .parameters()
        .toArrays()
        .forEach((name, array) -> arrays.put(name, random(name, array.shape(), seed)));
    return arrays;
  }

  private static WeightArray random(String name, long[] shape, long seed) {
    int count = 1;
    for (long size : shape) {
      count *= Math.toIntExact(size);
    }
    float[] values = RandomNumbers.normal(31 * seed + name.hashCode(), count);
    for (int i = 0; i < count; i++) {
      if (shape.length == 4) {
        values[i] /= (float) Math.sqrt(count / (double) shape[0]); // of the fan in
      } else if (name.endsWith(".running_var")) {
        values[i] = 0.5f + Math.abs(values[i]);
      } else if (name.endsWith(".weight")) {
        values[i] = 1 + 0.2f * values[i];
      } else {
        values[i] *= 0.2f;
      }
    }
    return new WeightArray(shape, values);
  }
}
