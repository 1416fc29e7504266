package org.selfsame.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/** The modules of a {@link DnCnn} that other code trained, as convolutions alone. */
final class DnCnnLayers {
  /** What PyTorch's BatchNorm adds to the variance unless told otherwise. */
  private static final double EPSILON = 1e-5;

  private static final Pattern NAME = Pattern.compile("((?:model|dncnn)\\.)(\\d{1,4})\\.(\\w+)");

  private static final Set<String> STATISTICS = Set.of("running_mean", "running_var");
  private static final Set<String> OF_CONVOLUTION = Set.of("weight", "bias");
  private static final Set<String> OF_NORM =
      Set.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked");

  private final String source;
  private final Map<String, WeightArray> merged = new LinkedHashMap<>();
  private int last = -2; // the first convolution is number 0
  private boolean normalized;

  private DnCnnLayers(String source) {
    this.source = source;
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Returns the convolutions, under {@code model.0}, {@code model.2}, {@code model.4}.
   *
   * @param tensors all named as {@link #isName} has it
   * @throws WeightFileException if they are not convolutions with ReLU between them, and at most a
   *     BatchNorm behind each
   */
  static Map<String, WeightArray> merged(Map<String, WeightArray> tensors, String source)
      throws WeightFileException {
    DnCnnLayers layers = new DnCnnLayers(source);
    for (Map.Entry<Integer, Map<String, WeightArray>> module : layers.modules(tensors).entrySet()) {
      layers.add(module.getKey(), module.getValue());
    }
    return layers.merged;
  }

  /** Returns the tensors by the number of their module, then by their own name. */
  private Map<Integer, Map<String, WeightArray>> modules(Map<String, WeightArray> tensors)
      throws WeightFileException {
    Map<Integer, Map<String, WeightArray>> modules = new TreeMap<>();
    String prefix = null;
    for (Map.Entry<String, WeightArray> tensor : tensors.entrySet()) {
      Matcher name = NAME.matcher(tensor.getKey());
      if (!name.matches() || (prefix != null && !prefix.equals(name.group(1)))) {
        throw new WeightFileException(
            "%s has tensors under model. and under dncnn.; expected one DnCNN".formatted(source));
      }
      prefix = name.group(1);
      WeightArray other =
          modules
              .computeIfAbsent(Integer.valueOf(name.group(2)), number -> new LinkedHashMap<>())
              .put(name.group(3), tensor.getValue());
      if (other != null) {
        throw new WeightFileException(
            "%s has %s twice, once with leading zeros".formatted(source, tensor.getKey()));
      }
    }
    return modules;
  }

  private void add(int number, Map<String, WeightArray> tensors) throws WeightFileException {
    WeightArray weight = tensors.get("weight");
    if (OF_NORM.containsAll(tensors.keySet()) && tensors.keySet().containsAll(STATISTICS)) {
      if (normalized || number != last + 1) {
        throw unexpected(number, "a BatchNorm", "it right behind a convolution");
      }
      normalize(tensors);
      normalized = true;
    } else if (OF_CONVOLUTION.containsAll(tensors.keySet())
        && weight != null
        && weight.shape().length == 4
        && weight.values().length > 0) { // then no side is longer than the weights are many
      if (number != last + 2) {
        throw unexpected(number, "a convolution", "number " + (last + 2) + ", behind a ReLU");
      }
      int out = Math.toIntExact(weight.shape()[0]);
      String name = "model." + merged.size(); // two tensors each, as the ReLUs count
      merged.put(name + ".weight", weight);
      merged.put(name + ".bias", tensors.getOrDefault("bias", filled(out, 0)));
      normalized = false;
    } else {
      throw unexpected(
          number,
          tensors.entrySet().stream()
              .map(t -> RecognizedNetwork.shown(t.getKey()) + Arrays.toString(t.getValue().shape()))
              .collect(Collectors.joining(", ")),
          "a convolution (weight of 4 dimensions, bias) or BatchNorm (weight, bias, running_mean,"
              + " running_var)");
    }
    last = number;
  }

  private WeightFileException unexpected(int number, String found, String expected) {
    return new WeightFileException(
        "%s: module %d is %s; expected %s, as in DnCNN".formatted(source, number, found, expected));
  }

  /** Makes {@code scale (conv(x) - mean) / sqrt(variance + epsilon) + shift} the convolution. */
  private void normalize(Map<String, WeightArray> norm) throws WeightFileException {
    String name = "model." + (merged.size() - 2);
    WeightArray weight = merged.get(name + ".weight");
    float[] bias = merged.get(name + ".bias").values();
    int out = Math.toIntExact(weight.shape()[0]);
    float[] scale = ofChannels(norm.getOrDefault("weight", filled(out, 1)), out);
    float[] shift = ofChannels(norm.getOrDefault("bias", filled(out, 0)), out);
    float[] mean = ofChannels(norm.get("running_mean"), out);
    float[] variance = ofChannels(norm.get("running_var"), out);
    if (bias.length != out) {
      throw notOfChannels(merged.get(name + ".bias"), out);
    }
    float[] weights = weight.values().clone();
    float[] biases = new float[out];
    for (int c = 0; c < out; c++) {
      double factor = scale[c] / Math.sqrt(variance[c] + EPSILON);
      int each = weights.length / out;
      for (int i = c * each; i < (c + 1) * each; i++) {
        weights[i] = (float) (weights[i] * factor);
      }
      biases[c] = (float) ((bias[c] - mean[c]) * factor + shift[c]);
    }
    merged.put(name + ".weight", new WeightArray(weight.shape(), weights));
    merged.put(name + ".bias", new WeightArray(new long[] {out}, biases));
  }

  private float[] ofChannels(WeightArray array, int out) throws WeightFileException {
    if (array.values().length != out) {
      throw notOfChannels(array, out);
    }
    return array.values();
  }

  private WeightFileException notOfChannels(WeightArray array, int out) {
    return new WeightFileException(
        "%s: a BatchNorm or bias of shape %s behind a convolution of %d channels"
            .formatted(source, Arrays.toString(array.shape()), out));
  }

  private static WeightArray filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return new WeightArray(new long[] {length}, values);
  }
}
