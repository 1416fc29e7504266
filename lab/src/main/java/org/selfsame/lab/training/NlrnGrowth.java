package org.selfsame.lab.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.selfsame.network.NlrnConfig;
import org.selfsame.weights.WeightArray;

/**
 * Brings the weights of an NLRN into the form of one of another shape: with more states, with
 * weights of each state's own, or of colour images.
 *
 * <p>States that are new begin as copies of the last that are like them; a network of colour images
 * begins by restoring their mean over red, green and blue as the one of gray images does, with a
 * noise of 1/sqrt(3), and adding the change to all three. Widths are left to {@link
 * InitialWeights}.
 *
 * @param from of the weights there are
 * @param to of the network to be trained
 */
record NlrnGrowth(NlrnConfig from, NlrnConfig to) {
  private static final String STEPS = "steps.";
  private static final int COLOURS = 3;

  /** Returns the weights by the names that the other network gives them. */
  Map<String, WeightArray> grow(Map<String, WeightArray> arrays) {
    Map<String, WeightArray> grown = new LinkedHashMap<>(arrays);
    if (from.tied() && !to.tied()) {
      untie(arrays, grown);
    }
    addSteps(grown);
    if (from.imageChannels() == 1 && to.imageChannels() == COLOURS) {
      colour(grown);
    }
    return grown;
  }

  private void untie(Map<String, WeightArray> arrays, Map<String, WeightArray> grown) {
    arrays.forEach(
        (name, array) -> {
          if (isOfAllSteps(name)) {
            for (int step = 0; step < from.steps(); step++) {
              grown.put(STEPS + step + "." + name, array);
            }
            grown.remove(name);
          }
        });
  }

  private static boolean isOfAllSteps(String name) {
    return !name.startsWith(STEPS) && !name.startsWith("input_") && !name.startsWith("output_");
  }

  private void addSteps(Map<String, WeightArray> grown) {
    int period = Math.max(1, Math.min(from.steps(), to.nonlocalEvery()));
    for (int step = from.steps(); step < to.steps(); step++) {
      String last = STEPS + (step - period) + ".";
      String added = STEPS + step + ".";
      Map<String, WeightArray> copies = new LinkedHashMap<>();
      grown.forEach(
          (name, array) -> {
            if (name.startsWith(last)) {
              copies.put(added + name.substring(last.length()), array);
            }
          });
      grown.putAll(copies);
    }
  }

  private void colour(Map<String, WeightArray> grown) {
    // The mean of three samples has 1/sqrt(3) of their noise.
    double noise = 1 / Math.sqrt(COLOURS);
    grown.computeIfPresent("input_norm.weight", (name, a) -> perColour(a, 1, noise));
    grown.computeIfPresent("input_norm.bias", (name, a) -> perColour(a, 1, 1));
    grown.computeIfPresent("input_norm.running_mean", (name, a) -> perColour(a, 1, 1 / noise));
    grown.computeIfPresent("input_norm.running_var", (name, a) -> perColour(a, 1, 1));
    grown.computeIfPresent("input_conv.weight", (name, a) -> perColour(a, 1.0 / COLOURS, 1));
    grown.computeIfPresent("output_conv.weight", (name, a) -> repeated(a));
    grown.computeIfPresent("output_conv.bias", (name, a) -> repeated(a));
  }

  /**
   * Repeats what belongs to the gray channel, times a factor, and keeps what belongs to the noise
   * level, times another. Input channels are an array's first axis or, of a convolution, its
   * second.
   */
  private static WeightArray perColour(WeightArray array, double gray, double noise) {
    int axis = array.shape().length == 1 ? 0 : 1;
    long[] shape = array.shape().clone();
    int channels = (int) shape[axis];
    int outputs = axis == 0 ? 1 : (int) shape[0];
    float[] values = array.values();
    int taps = values.length / channels / outputs;
    shape[axis] = channels - 1L + COLOURS;
    float[] result = new float[outputs * (int) shape[axis] * taps];
    for (int i = 0; i < result.length; i++) {
      int channel = i / taps % (int) shape[axis];
      int output = i / taps / (int) shape[axis];
      int source = Math.max(0, channel - COLOURS + 1);
      double factor = channel < COLOURS ? gray : noise;
      result[i] = (float) (factor * values[(output * channels + source) * taps + i % taps]);
    }
    return new WeightArray(shape, result);
  }

  private static WeightArray repeated(WeightArray array) {
    long[] shape = array.shape().clone();
    shape[0] = COLOURS;
    float[] values = array.values();
    float[] result = Arrays.copyOf(values, COLOURS * values.length);
    for (int colour : List.of(1, 2)) {
      System.arraycopy(values, 0, result, colour * values.length, values.length);
    }
    return new WeightArray(shape, result);
  }
}
