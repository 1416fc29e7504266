package org.selfsame.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/**
 * An NLRN as its authors released it for TensorFlow: names, and kernels {@code [height, width, in,
 * out]}, are turned into ours. Adam's moments, under the names of the weights, and single numbers
 * are passed over.
 *
 * <p>There are two releases. The first has its variables under {@code model/}, and images of 0 to
 * 255: its first and last layer are scaled to ours of 0 to 1, which changes no result.
 *
 * @param config the shapes tell sizes and steps. Attention was within patches, whose side is the
 *     neighborhood: 45 in the first release, 43 in the second
 */
record ImportedNlrn(NlrnConfig config, Map<String, WeightArray> arrays) {
  /** Samples of 0 to 1 vary less, whatever the images. */
  private static final float LEAST_VARIANCE_OF_BYTES = 1;

  private static final float WHITE = 255;
  private static final int PATCH = 43;
  private static final int PATCH_OF_BYTES = 45;

  /** The numbers of steps of the released networks, with and without propagation. */
  private static final Map<Integer, Boolean> PROPAGATION = Map.of(12, true, 15, false);

  private static final int NAMES_SHOWN = 4;
  private static final String THETA = "rnn/non_local_theta";
  private static final String NORM = "batch_normalization";
  private static final String STEP_NORM = "rnn/" + NORM;

  private static final Map<String, String> CONVOLUTIONS =
      Map.of(
          "conv1",
          "input_conv",
          THETA,
          "theta",
          "rnn/non_local_phi",
          "psi",
          "rnn/non_local_g",
          "g",
          "rnn/RB1_a",
          "conv_a",
          "rnn/RB1_b",
          "conv_b",
          "conv_end",
          "output_conv");

  private static final Map<String, String> NORM_WEIGHTS =
      Map.of(
          "gamma", "weight",
          "beta", "bias",
          "moving_mean", "running_mean",
          "moving_variance", "running_var");

  static boolean isOne(Map<String, WeightArray> tensors) {
    return scope(tensors).isPresent();
  }

  /** Returns what all names of the network begin with. */
  private static Optional<String> scope(Map<String, WeightArray> tensors) {
    String end = THETA + "/kernel";
    return tensors.keySet().stream()
        .filter(name -> name.equals(end) || name.endsWith("/" + end))
        .map(name -> name.substring(0, name.length() - end.length()))
        .min(Comparator.comparingInt(String::length));
  }

  /**
   * Turns a network's variables into ours.
   *
   * @param tensors of which {@link #isOne} is true
   * @param source what messages call the file
   * @param propagate whether correlations are carried on, if that was told
   */
  static ImportedNlrn of(
      Map<String, WeightArray> tensors, String source, Optional<Boolean> propagate)
      throws WeightFileException {
    Map<String, WeightArray> variables = unscoped(tensors);
    int steps = steps(variables, source);
    Map<String, String> names = names(steps);
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    for (Map.Entry<String, String> name : names.entrySet()) {
      WeightArray array = variables.get(name.getKey());
      if (array == null) {
        throw new WeightFileException(
            "%s has variables of NLRN, but no %s: expected all of its network"
                .formatted(source, name.getKey()));
      }
      boolean kernel = name.getKey().endsWith("/kernel");
      arrays.put(name.getValue(), kernel ? kernel(array, name.getKey(), source) : array);
    }
    requireKnown(variables, names, source);
    boolean bytes = arrays.get("input_norm.running_var").values()[0] > LEAST_VARIANCE_OF_BYTES;
    if (bytes) {
      scale(arrays, "input_norm.running_mean", 1 / WHITE);
      scale(arrays, "input_norm.weight", WHITE);
      scale(arrays, "output_conv.weight", 1 / WHITE);
      scale(arrays, "output_conv.bias", 1 / WHITE);
    }
    int patch = bytes ? PATCH_OF_BYTES : PATCH;
    return new ImportedNlrn(config(arrays, steps, patch, source, propagate), arrays);
  }

  private static Map<String, WeightArray> unscoped(Map<String, WeightArray> tensors) {
    String scope = scope(tensors).orElseThrow();
    Map<String, WeightArray> variables = new LinkedHashMap<>();
    tensors.forEach(
        (name, array) ->
            variables.put(name.startsWith(scope) ? name.substring(scope.length()) : name, array));
    return variables;
  }

  private static void scale(Map<String, WeightArray> arrays, String name, float factor) {
    WeightArray array = arrays.get(name);
    float[] values = array.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    arrays.put(name, new WeightArray(array.shape(), values));
  }

  /** Each step has three BatchNorms of its own. */
  private static int steps(Map<String, WeightArray> variables, String source)
      throws WeightFileException {
    long norms =
        variables.keySet().stream()
            .filter(name -> name.startsWith(STEP_NORM) && name.endsWith("/gamma"))
            .count();
    if (norms == 0 || norms % 3 != 0) {
      throw new WeightFileException(
          "%s has %d of NLRN's %s: expected three for each step"
              .formatted(source, norms, STEP_NORM));
    }
    return (int) norms / 3;
  }

  /** Returns our names by TensorFlow's, which numbers BatchNorms in the order of the graph. */
  private static Map<String, String> names(int steps) {
    Map<String, String> names = new LinkedHashMap<>();
    new TreeMap<>(CONVOLUTIONS)
        .forEach(
            (theirs, ours) -> {
              names.put(theirs + "/kernel", ours + ".weight");
              names.put(theirs + "/bias", ours + ".bias");
            });
    addNorm(names, NORM, "input_norm");
    addNorm(names, NORM + "_1", "output_norm");
    for (int i = 0; i < 3 * steps; i++) {
      String ours = "steps.%d.norm%d".formatted(i / 3, i % 3 + 1);
      addNorm(names, i == 0 ? STEP_NORM : STEP_NORM + "_" + i, ours);
    }
    return names;
  }

  private static void addNorm(Map<String, String> names, String theirs, String ours) {
    NORM_WEIGHTS.forEach(
        (theirWeight, ourWeight) -> names.put(theirs + "/" + theirWeight, ours + "." + ourWeight));
  }

  private static void requireKnown(
      Map<String, WeightArray> variables, Map<String, String> names, String source)
      throws WeightFileException {
    List<String> unknown = new ArrayList<>();
    variables.forEach(
        (name, array) -> {
          boolean moment = names.containsKey(name.substring(0, Math.max(0, name.lastIndexOf('/'))));
          if (!names.containsKey(name) && !moment && array.shape().length > 0) {
            unknown.add(ImportedPlain.shown(name));
          }
        });
    if (!unknown.isEmpty()) {
      throw new WeightFileException(
          "%s has variables of NLRN, and %d that it does not have: %s%s"
              .formatted(
                  source,
                  unknown.size(),
                  String.join(", ", unknown.subList(0, Math.min(NAMES_SHOWN, unknown.size()))),
                  unknown.size() > NAMES_SHOWN ? "..." : ""));
    }
  }

  /** {@code [height, width, in, out]} to {@code [out, in, height, width]}. */
  private static WeightArray kernel(WeightArray kernel, String name, String source)
      throws WeightFileException {
    if (kernel.shape().length != 4) {
      throw new WeightFileException(
          "%s: variable %s has shape %s, expected [height, width, in, out]"
              .formatted(source, name, Arrays.toString(kernel.shape())));
    }
    int places = Math.toIntExact(kernel.shape()[0] * kernel.shape()[1]);
    int in = Math.toIntExact(kernel.shape()[2]);
    int out = Math.toIntExact(kernel.shape()[3]);
    float[] values = new float[kernel.values().length];
    int from = 0;
    for (int place = 0; place < places; place++) {
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          values[(o * in + i) * places + place] = kernel.values()[from++];
        }
      }
    }
    return new WeightArray(new long[] {out, in, kernel.shape()[0], kernel.shape()[1]}, values);
  }

  private static NlrnConfig config(
      Map<String, WeightArray> arrays,
      int steps,
      int patch,
      String source,
      Optional<Boolean> propagate)
      throws WeightFileException {
    Optional<Boolean> propagates = propagate.or(() -> Optional.ofNullable(PROPAGATION.get(steps)));
    if (propagates.isEmpty()) {
      throw new WeightFileException(
          "%s is an NLRN of %d steps, and does not tell whether correlations are propagated from step to step: say so with --propagate or --no-propagate"
              .formatted(source, steps));
    }
    long[] input = arrays.get("input_conv.weight").shape();
    return new NlrnConfig(
        Math.toIntExact(input[1]),
        false,
        Math.toIntExact(input[0]),
        Math.toIntExact(arrays.get("theta.weight").shape()[0]),
        steps,
        patch,
        Affinity.EMBEDDED_GAUSSIAN,
        propagates.get(),
        1,
        true,
        Border.SHIFTED,
        1,
        1);
  }
}
