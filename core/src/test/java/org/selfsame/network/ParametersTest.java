package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

class ParametersTest {
  @Test
  void thePapersNetworkHas330625WeightsBesidesThoseOfBatchNorm() {
    try (Nlrn network = new Nlrn(NlrnConfig.PAPER, Device.CPU, 1)) {
      Map<String, WeightArray> arrays = network.parameters().toArrays();
      assertThat(
              arrays.entrySet().stream()
                  .filter(entry -> !entry.getKey().contains("norm"))
                  .mapToLong(entry -> entry.getValue().values().length)
                  .sum())
          .isEqualTo(330_625);
      // BatchNorm: a scale and a shift for 1 input channel, 3 x 12 times 128 features, 128 at last.
      assertThat(network.parameters().count()).isEqualTo(330_625 + 2 * (1 + 36 * 128 + 128));
    }
  }

  @Test
  void namesAndShapesAreThoseOfWeightFiles() {
    List<String> expected = new ArrayList<>();
    norm(expected, "input_norm", 2);
    expected.add("input_conv.weight[8, 2, 3, 3]");
    expected.add("input_conv.bias[8]");
    for (int t = 0; t < 3; t++) {
      norm(expected, "steps." + t + ".norm1", 8);
      norm(expected, "steps." + t + ".norm2", 8);
      norm(expected, "steps." + t + ".norm3", 8);
    }
    module(expected, "", "theta", "psi", "g", "conv_a", "conv_b");
    norm(expected, "output_norm", 8);
    expected.add("output_conv.weight[1, 8, 3, 3]");
    expected.add("output_conv.bias[1]");
    assertThat(names("'noiseChannel': true")).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'affinity': 'EMBEDDED_GAUSSIAN'             | true  | true",
        "'affinity': 'EMBEDDED_DOT_PRODUCT'          | true  | true",
        "'affinity': 'SYMMETRIC_EMBEDDED_GAUSSIAN'   | true  | false",
        "'affinity': 'GAUSSIAN'                      | false | false",
        "'affinity': 'DOT_PRODUCT'                   | false | false",
        "'affinity': 'EUCLIDEAN'                     | false | false",
        "'affinity': 'EUCLIDEAN', 'nonlocalEvery': 0 | true  | true"
      })
  void onlyTheEmbeddingsOfTheAffinityAreThere(String changes, boolean theta, boolean psi) {
    List<String> names = names(changes);
    assertThat(names.contains("theta.weight[4, 8, 1, 1]")).isEqualTo(theta);
    assertThat(names.stream().anyMatch(name -> name.startsWith("theta"))).isEqualTo(theta);
    assertThat(names.contains("psi.weight[4, 8, 1, 1]")).isEqualTo(psi);
    assertThat(names.stream().anyMatch(name -> name.startsWith("psi"))).isEqualTo(psi);
    assertThat(names).contains("g.weight[8, 8, 1, 1]");
  }

  @Test
  void stepsThatShareNothingHaveWeightsOfTheirOwn() {
    List<String> expected = new ArrayList<>();
    module(expected, "steps.0.", "theta", "psi", "g", "conv_a", "conv_b");
    module(expected, "steps.1.", "conv_a", "conv_b");
    module(expected, "steps.2.", "theta", "psi", "g", "conv_a", "conv_b");
    assertThat(
            names("'tied': false, 'nonlocalEvery': 2").stream()
                .filter(name -> !name.contains("norm") && !name.contains("put_")))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aPlainBranchHasAsManyWeightsAsANonlocalModule() {
    try (Nlrn nonlocal = new Nlrn(RandomNlrn.config(""), Device.CPU, 1);
        Nlrn plain = new Nlrn(RandomNlrn.config("'nonlocalEvery': 0"), Device.CPU, 1)) {
      assertThat(plain.parameters().count()).isEqualTo(nonlocal.parameters().count());
    }
  }

  private static List<String> names(String changes) {
    List<String> names = new ArrayList<>();
    try (Nlrn network = new Nlrn(RandomNlrn.config(changes), Device.CPU, 1)) {
      network
          .parameters()
          .toArrays()
          .forEach((name, array) -> names.add(name + Arrays.toString(array.shape())));
    }
    return names;
  }

  private static void norm(List<String> names, String name, int channels) {
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      names.add("%s.%s[%d]".formatted(name, part, channels));
    }
  }

  /** Convolutions of a step, of 8 features and 4 embedding features. */
  private static void module(List<String> names, String prefix, String... convolutions) {
    for (String name : convolutions) {
      int out = name.equals("theta") || name.equals("psi") ? 4 : 8;
      int kernel = name.startsWith("conv") ? 3 : 1;
      names.add("%s%s.weight[%d, 8, %d, %d]".formatted(prefix, name, out, kernel, kernel));
      names.add("%s%s.bias[%d]".formatted(prefix, name, out));
    }
  }

  @Test
  void untrainedWeightsAreXavierUniformAndTheRestNeutral() {
    try (Nlrn network = new Nlrn(NlrnConfig.PAPER, Device.CPU, 1)) {
      network
          .parameters()
          .toArrays()
          .forEach(
              (name, array) -> {
                if (array.shape().length == 4 && !name.startsWith("g.")) {
                  expectXavier(name, array);
                } else if (name.endsWith(".running_var") || name.matches(".*norm\\d?\\.weight")) {
                  assertThat(array.values()).as(name).containsOnly(1);
                } else {
                  assertThat(array.values()).as(name).containsOnly(0);
                }
              });
    }
  }

  private static void expectXavier(String name, WeightArray array) {
    long[] shape = array.shape();
    double bound = Math.sqrt(6.0 / ((shape[0] + shape[1]) * shape[2] * shape[3]));
    double squares = 0;
    float largest = 0;
    for (float value : array.values()) {
      squares += (double) value * value / array.values().length;
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat((double) largest).as(name).isBetween(0.99 * bound, bound);
    assertThat(squares).as(name).isBetween(0.9 * bound * bound / 3, 1.1 * bound * bound / 3);
  }

  @Test
  void theSeedDecidesTheWeights() {
    try (Nlrn first = new Nlrn(RandomNlrn.config(""), Device.CPU, 1);
        Nlrn same = new Nlrn(RandomNlrn.config(""), Device.CPU, 1);
        Nlrn other = new Nlrn(RandomNlrn.config(""), Device.CPU, 2)) {
      Map<String, WeightArray> arrays = first.parameters().toArrays();
      assertThat(same.parameters().toArrays()).isEqualTo(arrays);
      assertThat(other.parameters().toArrays().get("conv_a.weight"))
          .isNotEqualTo(arrays.get("conv_a.weight"));
    }
  }

  @Test
  void theVectorsHoldAllNumbersAndZerosBetween() {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 1)) {
      Parameters parameters = network.parameters();
      Map<String, WeightArray> arrays = parameters.toArrays();
      assertThat(nonzero(parameters.trained().toFloats())).isEqualTo(parameters.count());
      assertThat(parameters.gradient().shape()).isEqualTo(parameters.trained().shape());
      assertThat(nonzero(parameters.statistics().toFloats()))
          .isEqualTo(
              arrays.entrySet().stream()
                  .filter(entry -> entry.getKey().contains(".running_"))
                  .mapToLong(entry -> entry.getValue().values().length)
                  .sum());
    }
  }

  private static long nonzero(float[] values) {
    long count = 0;
    for (float value : values) {
      count += value != 0 ? 1 : 0;
    }
    return count;
  }

  @Test
  void writingToTheVectorsChangesTheNetwork() {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 1)) {
      Map<String, WeightArray> before = network.parameters().toArrays();
      network.parameters().trained().mulInPlace(2);
      network.parameters().statistics().fillInPlace(3);
      network
          .parameters()
          .toArrays()
          .forEach(
              (name, array) -> {
                float[] expected = before.get(name).values().clone();
                for (int i = 0; i < expected.length; i++) {
                  expected[i] = name.contains(".running_") ? 3 : 2 * expected[i];
                }
                assertThat(array.values()).as(name).containsExactly(expected);
              });
    }
  }

  @Test
  void loadingTakesOverEveryNumber() throws WeightFileException {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 1);
        Nlrn copy = new Nlrn(RandomNlrn.config(""), Device.CPU, 2)) {
      Map<String, WeightArray> arrays = new LinkedHashMap<>(network.parameters().toArrays());
      arrays.put("training.adam.mean", new WeightArray(new long[] {1}, new float[] {Float.NaN}));
      copy.parameters().load(arrays, "copy");
      assertThat(copy.parameters().toArrays()).isEqualTo(network.parameters().toArrays());
    }
  }

  @Test
  void aTensorThatIsMissingIsNamed() {
    expectRefusal(
        (arrays, name) -> arrays.remove(name),
        "file has no tensor conv_b.weight of shape [8, 8, 3, 3]: it holds weights of another"
            + " network or config");
  }

  @Test
  void aTensorOfAnotherShapeIsNamed() {
    expectRefusal(
        (arrays, name) -> arrays.put(name, new WeightArray(new long[] {8, 72}, new float[576])),
        "file: tensor conv_b.weight has shape [8, 72], expected [8, 8, 3, 3]: weights and config do"
            + " not match");
  }

  @Test
  void anUnknownTensorIsNamed() {
    expectRefusal(
        (arrays, name) -> arrays.put("conv_c.weight", arrays.get(name)),
        "file has the tensor conv_c.weight, which this network does not know: it holds weights of"
            + " another network or config");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void numbersThatAreNotFiniteAreRefused(float number) {
    expectRefusal(
        (arrays, name) -> arrays.get(name).values()[575] = number,
        "file: tensor conv_b.weight holds "
            + number
            + ", expected finite numbers: the training diverged or the file is damaged");
  }

  /** Breaks {@code conv_b.weight} of a file, and expects that nothing of the file is taken over. */
  private static void expectRefusal(
      BiConsumer<Map<String, WeightArray>, String> damage, String message) {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 1)) {
      Map<String, WeightArray> before = network.parameters().toArrays();
      Map<String, WeightArray> arrays = RandomNlrn.weights(network, 2);
      damage.accept(arrays, "conv_b.weight");
      assertThatThrownBy(() -> network.parameters().load(arrays, "file"))
          .isInstanceOf(WeightFileException.class)
          .hasMessage(message);
      assertThat(network.parameters().toArrays()).isEqualTo(before);
    }
  }

  @Test
  void gradientsOfSeveralPassesAddUpInTheVector() {
    try (TensorScope scope = TensorScope.open();
        Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 1)) {
      Tensor weight = network.parameters().get("conv_a.weight");
      weight.sum().backward();
      weight.sum().mul(2).backward();
      float[] gradient = network.parameters().gradient().toFloats();
      assertThat(nonzero(gradient)).isEqualTo(weight.elements());
      assertThat(gradient).containsOnly(0, 3);
    }
  }
}
