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
public final class RandomRnan {
  /** About the size of features of samples from 0 to 255. */
  private static final float FEATURE = 80;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

  private RandomRnan() {}

  /**
   * Returns a config of gray images, 8 features and 2 blocks, with some keys changed.
   *
   * @param changes JSON in single quotes, such as {@code 'blocks': 4, 'softmax': 'QUERIES'}
   */
  public static RnanConfig config(String changes) {
    try {
      ObjectNode small =
          (ObjectNode) JSON.readTree("{'imageChannels': 1, 'features': 8, 'blocks': 2}");
      small.setAll((ObjectNode) JSON.readTree("{" + changes + "}"));
      return (RnanConfig) Networks.config(RnanConfig.NAME, small.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(changes, e);
    }
  }

  static Rnan of(RnanConfig config, long seed) {
    try {
      return Rnan.of(config, Device.CPU, weights(config, seed), "random weights");
    } catch (WeightFileException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Random numbers for all tensors of a network, in the units of files. */
  public static Map<String, WeightArray> weights(RnanConfig config, long seed) {
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    try (Rnan untrained = new Rnan(config, Device.CPU, seed)) {
      untrained
          .parameters()
          .toArrays()
          .forEach((name, array) -> arrays.put(name, random(name, array.shape(), seed)));
    }
    return arrays;
  }

  /** Keeps features at about their size, and what goes to a softmax or sigmoid at about 1. */
  private static WeightArray random(String name, long[] shape, long seed) {
    int count = 1;
    for (long size : shape) {
      count *= Math.toIntExact(size);
    }
    boolean logits =
        name.contains(".theta.") || name.contains(".phi.") || name.contains("MB_1x1conv");
    double deviation;
    if (shape.length == 4) {
      double fanIn = count / (double) shape[0] / (name.contains("MB_Up") ? 4 : 1);
      deviation = (logits ? 1 / FEATURE : shape[2] == 1 ? 1 : 0.7) / Math.sqrt(fanIn);
    } else {
      deviation = logits ? 0.3 : 0.2 * FEATURE;
    }
    float[] values = RandomNumbers.normal(31 * seed + name.hashCode(), count);
    for (int i = 0; i < count; i++) {
      values[i] *= (float) deviation;
    }
    return new WeightArray(shape, values);
  }
}
