package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.network.RecognizedNetwork.Told;
import org.selfsame.tensor.Precision;
import org.selfsame.weights.BundleWriter;
import org.selfsame.weights.TensorBundle;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/** Bundles with the variables of the released networks. */
class ImportedNlrnTest {
  @TempDir private Path folder;

  /** Sizes other than the released ones keep it fast; names and steps are theirs. */
  @ParameterizedTest
  @CsvSource({"12, true", "15, false"})
  void aReleasedNetworkComesBackWithOurNamesAndLayout(int steps, boolean propagate)
      throws IOException {
    NlrnConfig config =
        RandomNlrn.config(
            "'steps': %d, 'propagate': %s, 'neighborhood': 43, 'border': 'SHIFTED'"
                .formatted(steps, propagate));
    Map<String, WeightArray> weights = weights(config);
    Map<String, WeightArray> variables = variables(weights, steps);
    variables.put("conv1/kernel/Adam", new WeightArray(new long[] {1}, new float[1]));
    variables.put("rnn/RB1_a/bias/Adam_1", new WeightArray(new long[] {1}, new float[1]));
    variables.put("beta1_power", new WeightArray(new long[0], new float[1]));
    Path prefix = folder.resolve("variables");
    BundleWriter.write(prefix, variables);
    RecognizedNetwork found = RecognizedNetwork.of(TensorBundle.read(prefix), "f", Told.NOTHING);
    assertThat(found.config()).isEqualTo(config);
    assertThat(found.arrays()).isEqualTo(weights);
  }

  /** The first release: under a scope, and for images of 0 to 255. */
  @Test
  void aNetworkForBytesRestoresAsItDid() throws IOException {
    NlrnConfig config = RandomNlrn.config("'steps': 12, 'neighborhood': 45, 'border': 'SHIFTED'");
    Map<String, WeightArray> weights = new LinkedHashMap<>(weights(config));
    weights.put("input_norm.running_var", new WeightArray(new long[] {1}, new float[] {2600}));
    weights.put("input_norm.running_mean", new WeightArray(new long[] {1}, new float[] {110}));
    Map<String, WeightArray> scoped = new LinkedHashMap<>();
    variables(weights, 12).forEach((name, array) -> scoped.put("model/" + name, array));
    scoped.put("model/conv1/kernel/Adam", new WeightArray(new long[] {1}, new float[1]));
    RecognizedNetwork found = RecognizedNetwork.of(scoped, "f", Told.NOTHING);
    assertThat(found.config()).isEqualTo(config);

    int side = 9;
    Pass pass = new Pass(Precision.FP32, false, Pass.Reach.PATCH);
    double[][][] bytes = {{new double[side * side]}};
    double[][][] image = {{new double[side * side]}};
    for (int i = 0; i < side * side; i++) {
      image[0][0][i] = (i * 37 % 101) / 100.0;
      bytes[0][0][i] = 255 * image[0][0][i];
    }
    double[][][] theirs = new SlowNlrn(config, weights, pass, side, side).forward(bytes);
    double[][][] ours = new SlowNlrn(config, found.arrays(), pass, side, side).forward(image);
    for (int i = 0; i < side * side; i++) {
      assertThat(255 * ours[0][0][i]).isCloseTo(theirs[0][0][i], within(1e-3));
    }
  }

  @Test
  void thePapersSizesAreThatManyWeights() throws IOException {
    NlrnConfig config = NlrnConfig.PAPER.withNeighborhood(43);
    RecognizedNetwork found =
        RecognizedNetwork.of(variables(weights(config), 12), "f", Told.NOTHING);
    assertThat(((NlrnConfig) found.config()).channels()).isEqualTo(128);
    long convolutions =
        found.arrays().entrySet().stream()
            .filter(array -> !array.getKey().contains("norm"))
            .mapToLong(array -> array.getValue().values().length)
            .sum();
    assertThat(convolutions).isEqualTo(330_625);
  }

  @Test
  void otherNumbersOfStepsAskWhetherCorrelationsArePropagated() throws IOException {
    Map<String, WeightArray> variables = variables(weights(RandomNlrn.config("")), 3);
    assertThatThrownBy(() -> RecognizedNetwork.of(variables, "f", Told.NOTHING))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("f is an NLRN of 3 steps")
        .hasMessageContaining("--propagate");
    NlrnConfig told =
        (NlrnConfig)
            RecognizedNetwork.of(variables, "f", new Told(Optional.empty(), Optional.of(false)))
                .config();
    assertThat(told.propagate()).isFalse();
  }

  @Test
  void whatIsMissingOrUnknownIsNamed() throws IOException {
    Map<String, WeightArray> weights = weights(RandomNlrn.config("'steps': 12"));
    Map<String, WeightArray> torn = variables(weights, 12);
    torn.remove("rnn/RB1_b/bias");
    expectRefused(torn, "no rnn/RB1_b/bias");
    torn = variables(weights, 12);
    torn.remove("rnn/batch_normalization_7/gamma");
    expectRefused(torn, "35 of NLRN's rnn/batch_normalization");
    Map<String, WeightArray> more = variables(weights, 12);
    more.put("rnn/attention/kernel", new WeightArray(new long[] {1}, new float[1]));
    expectRefused(more, "1 that it does not have: rnn/attention/kernel");
    Map<String, WeightArray> flat = variables(weights, 12);
    flat.put("conv1/kernel", new WeightArray(new long[] {2}, new float[2]));
    expectRefused(flat, "conv1/kernel has shape [2], expected [height, width, in, out]");
  }

  private static void expectRefused(Map<String, WeightArray> variables, String message) {
    assertThatThrownBy(() -> RecognizedNetwork.of(variables, "f", Told.NOTHING))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(message);
  }

  private static Map<String, WeightArray> weights(NlrnConfig config) {
    try (Nlrn network = RandomNlrn.of(config, 3)) {
      Map<String, WeightArray> weights = new LinkedHashMap<>(RandomNlrn.weights(network, 3));
      // of images from 0 to 1
      weights.put("input_norm.running_var", new WeightArray(new long[] {1}, new float[] {0.06f}));
      return weights;
    }
  }

  /** Names them as TensorFlow does. */
  private static Map<String, WeightArray> variables(Map<String, WeightArray> weights, int steps) {
    Map<String, WeightArray> variables = new LinkedHashMap<>();
    addConvolution(variables, "conv1", weights, "input_conv");
    addConvolution(variables, "rnn/non_local_theta", weights, "theta");
    addConvolution(variables, "rnn/non_local_phi", weights, "psi");
    addConvolution(variables, "rnn/non_local_g", weights, "g");
    addConvolution(variables, "rnn/RB1_a", weights, "conv_a");
    addConvolution(variables, "rnn/RB1_b", weights, "conv_b");
    addConvolution(variables, "conv_end", weights, "output_conv");
    addNorm(variables, "batch_normalization", weights, "input_norm");
    addNorm(variables, "batch_normalization_1", weights, "output_norm");
    addNorm(variables, "rnn/batch_normalization", weights, "steps.0.norm1");
    for (int i = 1; i < 3 * steps; i++) {
      String ours = "steps." + i / 3 + ".norm" + (i % 3 + 1);
      addNorm(variables, "rnn/batch_normalization_" + i, weights, ours);
    }
    return variables;
  }

  private static void addConvolution(
      Map<String, WeightArray> variables,
      String theirs,
      Map<String, WeightArray> weights,
      String ours) {
    WeightArray weight = weights.get(ours + ".weight");
    int out = (int) weight.shape()[0];
    int in = (int) weight.shape()[1];
    int side = (int) weight.shape()[2];
    float[] kernel = new float[weight.values().length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        for (int y = 0; y < side; y++) {
          for (int x = 0; x < side; x++) {
            kernel[((y * side + x) * in + i) * out + o] =
                weight.values()[((o * in + i) * side + y) * side + x];
          }
        }
      }
    }
    variables.put(theirs + "/kernel", new WeightArray(new long[] {side, side, in, out}, kernel));
    variables.put(theirs + "/bias", weights.get(ours + ".bias"));
  }

  private static void addNorm(
      Map<String, WeightArray> variables,
      String theirs,
      Map<String, WeightArray> weights,
      String ours) {
    variables.put(theirs + "/gamma", weights.get(ours + ".weight"));
    variables.put(theirs + "/beta", weights.get(ours + ".bias"));
    variables.put(theirs + "/moving_mean", weights.get(ours + ".running_mean"));
    variables.put(theirs + "/moving_variance", weights.get(ours + ".running_var"));
  }
}
