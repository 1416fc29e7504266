package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.NativeObjects;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/** Forward passes, against {@link SlowRnan}. */
class RnanTest {
  private static final String SIZES =
      """
      CHANGES                                                | HEIGHT | WIDTH
      ``                                                     | 8      | 10
      'softmax': 'QUERIES'                                   | 8      | 10
      'imageChannels': 3                                     | 7      | 9
      'imageChannels': 3, 'softmax': 'QUERIES'               | 7      | 9
      'blocks': 4                                            | 6      | 11
      'blocks': 4, 'softmax': 'QUERIES'                      | 9      | 6
      'blocks': 3, 'features': 2, 'imageChannels': 2         | 5      | 5
      'features': 6                                          | 1      | 1
      'features': 6                                          | 1      | 12
      'features': 6, 'softmax': 'QUERIES'                    | 13     | 1
      'features': 6                                          | 2      | 3
      'imageChannels': 3, 'scale': 2                         | 6      | 8
      'imageChannels': 3, 'scale': 2, 'softmax': 'QUERIES'   | 5      | 7
      'imageChannels': 3, 'scale': 3                         | 6      | 7
      'imageChannels': 3, 'scale': 3, 'blocks': 4            | 1      | 5
      'imageChannels': 3, 'scale': 4                         | 5      | 6
      'imageChannels': 3, 'scale': 4, 'softmax': 'QUERIES'   | 4      | 4
      """;

  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = SIZES)
  void aPassIsWhatThePaperSays(String changes, int height, int width) {
    expectSame(changes, height, width, Precision.FP64, 1e-12);
    expectSame(changes, height, width, Precision.FP32, 1e-5);
    expectSame(changes, height, width, Precision.BF16, 0.02);
  }

  /** Compares the norm of all errors with that of the result. */
  private static void expectSame(
      String changes, int height, int width, Precision precision, double tolerance) {
    RnanConfig config = RandomRnan.config(changes == null ? "" : changes);
    int channels = config.imageChannels();
    float[] input = input(2, channels, height * width);
    try (TensorScope scope = TensorScope.withoutGradients();
        Rnan network = RandomRnan.of(config, 1)) {
      SlowRnan slow = new SlowRnan(config, network.parameters().toArrays());
      Tensor expected =
          tensor(
              slow.forward(image(input, 0, channels, height, width)),
              slow.forward(image(input, 1, channels, height, width)));
      Tensor actual =
          network.forward(
              Tensor.of(input, Device.CPU, 2, channels, height, width),
              new Pass(precision, false, Pass.Reach.WINDOW));
      assertThat(actual.shape()).containsExactly(expected.shape());
      assertThat(actual.precision())
          .isEqualTo(precision == Precision.FP64 ? precision : Precision.FP32);
      double error = actual.to(Precision.FP64).sub(expected).norm().item();
      assertThat(error / expected.norm().item()).as("%s", precision).isLessThan(tolerance);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withZeroWTheNonlocalBlocksHaveNoEffect(Normalization softmax) throws WeightFileException {
    RnanConfig config = RandomRnan.config("'softmax': '" + softmax + "'");
    Map<String, WeightArray> weights = new LinkedHashMap<>(RandomRnan.weights(config, 4));
    Map<String, WeightArray> others = RandomRnan.weights(config, 5);
    float[] nonlocal = forward(config, weights, 9, 6);
    weights.replaceAll((name, array) -> name.contains(".W.") ? zeros(array) : array);
    float[] expected = forward(config, weights, 9, 6);
    weights.replaceAll(
        (name, array) ->
            name.contains(".theta.") || name.contains(".phi.") || name.contains(".g.")
                ? others.get(name)
                : array);
    assertThat(forward(config, weights, 9, 6)).containsExactly(expected).isNotEqualTo(nonlocal);
  }

  private static WeightArray zeros(WeightArray array) {
    return new WeightArray(array.shape(), new float[array.values().length]);
  }

  private static float[] forward(
      RnanConfig config, Map<String, WeightArray> weights, int height, int width)
      throws WeightFileException {
    try (Rnan network = Rnan.of(config, Device.CPU, weights, "weights")) {
      return forward(network, input(1, 1, height * width), 1, 1, height, width);
    }
  }

  private static float[] forward(Rnan network, float[] input, long... shape) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      return network
          .forward(
              Tensor.of(input, Device.CPU, shape),
              new Pass(Precision.FP32, false, Pass.Reach.WINDOW))
          .toFloats();
    }
  }

  @Test
  void whatIsRestoredIsTheImageAndWhatTheLastLayerAdds() throws WeightFileException {
    RnanConfig config = RandomRnan.config("");
    Map<String, WeightArray> weights = new LinkedHashMap<>(RandomRnan.weights(config, 4));
    weights.replaceAll((name, array) -> name.equals("tail.0.weight") ? zeros(array) : array);
    weights.put("tail.0.bias", new WeightArray(new long[] {1}, new float[] {51}));
    float[] expected = input(1, 1, 35);
    for (int i = 0; i < expected.length; i++) {
      expected[i] += 51 / 255f;
    }
    assertThat(forward(config, weights, 5, 7)).containsExactly(expected, within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void anUntrainedNetworkGivesFiniteNumbersOfTheSizeOfSamples(int scale) {
    RnanConfig config =
        RandomRnan.config("'imageChannels': 3, 'blocks': 10, 'scale': %d".formatted(scale));
    try (Rnan network = new Rnan(config, Device.CPU, 1)) {
      float[] result = forward(network, input(1, 3, 35), 1, 3, 5, 7);
      assertThat(result).hasSize(3 * 35 * scale * scale);
      for (float value : result) {
        assertThat(value).isBetween(-3f, 3f);
      }
    }
  }

  @Test
  void theImagesOfABatchAreRestoredEachByItself() {
    float[] input = input(2, 1, 35);
    try (Rnan network = RandomRnan.of(RandomRnan.config("'softmax': 'QUERIES'"), 7)) {
      float[] both = forward(network, input, 2, 1, 5, 7);
      assertThat(Arrays.copyOfRange(both, 35, 70))
          .containsExactly(
              forward(network, Arrays.copyOfRange(input, 35, 70), 1, 1, 5, 7), within(1e-5f));
    }
  }

  @Test
  void aPassInTrainingGivesTheSameAndChangesNoWeight() {
    float[] input = input(1, 1, 48);
    try (TensorScope scope = TensorScope.open();
        Rnan network = RandomRnan.of(RandomRnan.config(""), 8)) {
      Map<String, WeightArray> before = network.parameters().toArrays();
      Tensor image = Tensor.of(input, Device.CPU, 1, 1, 6, 8);
      Tensor trained = network.forward(image, new Pass(Precision.FP32, true, Pass.Reach.PATCH));
      assertThat(trained.toFloats())
          .containsExactly(forward(network, input, 1, 1, 6, 8), within(1e-5f));
      assertThat(image.toFloats()).containsExactly(input);
      trained.sum().backward();
      assertThat(network.parameters().toArrays()).isEqualTo(before);
    }
  }

  @Test
  void passesAndClosedNetworksLeaveNothingInNativeMemory() {
    useAndClose();
    long before = NativeObjects.count();
    useAndClose();
    assertThat(NativeObjects.count()).isLessThanOrEqualTo(before);
  }

  private static void useAndClose() {
    for (String changes :
        new String[] {"", "'softmax': 'QUERIES'", "'imageChannels': 3, 'scale': 2"}) {
      RnanConfig config = RandomRnan.config(changes);
      int channels = config.imageChannels();
      try (Rnan network = RandomRnan.of(config, 12)) {
        for (Precision precision : Precision.values()) {
          try (TensorScope scope = TensorScope.withoutGradients()) {
            Tensor image = RandomNumbers.tensor(1, 1, channels, 5, 7);
            network.forward(image, new Pass(precision, false, Pass.Reach.WINDOW));
          }
          try (TensorScope scope = TensorScope.open()) {
            Tensor image = RandomNumbers.tensor(1, 1, channels, 6, 8);
            network.forward(image, new Pass(precision, true, Pass.Reach.PATCH)).sum().backward();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'blocks': 5",
        "'imageChannels': 3, 'scale': 3",
        "'imageChannels': 3, 'scale': 4"
      })
  void necessaryOperationsAreThoseOfAllWeightsAndAllPairsOfPixels(String changes) {
    RnanConfig config = RandomRnan.config(changes);
    try (Rnan network = new Rnan(config, Device.CPU, 1)) {
      double products = 2 * 2 * 48 * 48 * 4; // of 2 blocks, 4 features, each compared and averaged
      for (var entry : network.parameters().toArrays().entrySet()) {
        if (entry.getKey().endsWith(".weight") && !entry.getKey().contains("_mean.")) {
          products += 48 * entry.getValue().values().length * pixels(config, entry.getKey());
        }
      }
      assertThat((double) network.cost().necessaryFlop(6, 8)).isEqualTo(2 * products);
    }
  }

  /** How many times each weight is applied per pixel of the input. */
  private static double pixels(RnanConfig config, String name) {
    if (name.contains("MB_Down") || name.contains("MB_RB2") || name.contains("MB_Up")) {
      return 0.25;
    }
    if (name.startsWith("tail.0.2.")) {
      return 4;
    }
    return name.startsWith("tail.1.") ? config.scale() * config.scale() : 1;
  }

  @Test
  void theWorkingMemoryIsThatOfSomeFeatures() {
    try (Rnan network = new Rnan(RandomRnan.config(""), Device.CPU, 1);
        Rnan enlarging =
            new Rnan(RandomRnan.config("'imageChannels': 3, 'scale': 2"), Device.CPU, 1)) {
      long bytes = network.cost().workingBytesPerPixel(Precision.FP32);
      assertThat(bytes).isBetween(6L * 4 * 8, 24L * 4 * 8);
      assertThat(network.cost().workingBytesPerPixel(Precision.BF16)).isBetween(bytes / 2, bytes);
      assertThat(enlarging.cost().workingBytesPerPixel(Precision.FP32)).isGreaterThan(bytes);
      assertThat(network.cost().workingBytesOfPatch(100, Precision.FP32)).isEqualTo(100 * bytes);
      assertThat(network.neighborhood()).as("all pixels").isEmpty();
    }
  }

  @Test
  void anInputOfOtherChannelsIsRefused() {
    try (TensorScope scope = TensorScope.open();
        Rnan network = RandomRnan.of(RandomRnan.config("'imageChannels': 3"), 13)) {
      Tensor image = RandomNumbers.tensor(1, 1, 1, 9, 9);
      assertThatThrownBy(
              () -> network.forward(image, new Pass(Precision.FP32, false, Pass.Reach.WINDOW)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("input of shape [1, 1, 9, 9]: expected [n, 3, height, width]");
      assertThatThrownBy(
              () ->
                  network.forward(
                      image.view(9, 9), new Pass(Precision.FP32, false, Pass.Reach.WINDOW)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("input of shape [9, 9]: expected [n, 3, height, width]");
    }
  }

  /** Samples around the middle gray, with noise. */
  private static float[] input(int images, int channels, int pixels) {
    float[] input = RandomNumbers.normal(99, images * channels * pixels);
    for (int i = 0; i < input.length; i++) {
      input[i] = 0.5f + 0.3f * input[i];
    }
    return input;
  }

  private static double[][][] image(float[] input, int image, int channels, int height, int width) {
    double[][][] result = new double[channels][height][width];
    int i = image * channels * height * width;
    for (double[][] plane : result) {
      for (double[] row : plane) {
        for (int column = 0; column < width; column++) {
          row[column] = input[i++];
        }
      }
    }
    return result;
  }

  /** In float64, from the sum of two floats each. */
  private static Tensor tensor(double[][][]... images) {
    int channels = images[0].length;
    int height = images[0][0].length;
    int width = images[0][0][0].length;
    float[] rounded = new float[images.length * channels * height * width];
    float[] rest = new float[rounded.length];
    int i = 0;
    for (double[][][] image : images) {
      for (double[][] plane : image) {
        for (double[] row : plane) {
          for (double value : row) {
            rounded[i] = (float) value;
            rest[i] = (float) (value - rounded[i]);
            i++;
          }
        }
      }
    }
    long[] shape = {images.length, channels, height, width};
    return Tensor.of(rounded, Device.CPU, shape)
        .to(Precision.FP64)
        .add(Tensor.of(rest, Device.CPU, shape).to(Precision.FP64));
  }
}
