package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.network.Pass.Reach;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.NativeObjects;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/** Forward passes, against {@link SlowNlrn}. */
class NlrnTest {
  private static final Pass PATCH = new Pass(Precision.FP32, false, Reach.PATCH);
  private static final Pass WINDOW = Pass.restoring(Precision.FP32);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'border': 'SHIFTED'",
        "'noiseChannel': true",
        "'imageChannels': 3",
        "'imageChannels': 3, 'noiseChannel': true, 'border': 'SHIFTED'",
        "'tied': false",
        "'propagate': false",
        "'propagate': false, 'tied': false, 'border': 'SHIFTED'",
        "'nonlocalEvery': 0",
        "'nonlocalEvery': 0, 'tied': false",
        "'nonlocalEvery': 2",
        "'nonlocalEvery': 2, 'tied': false",
        "'nonlocalEvery': 3, 'steps': 4",
        "'affinity': 'EUCLIDEAN'",
        "'affinity': 'DOT_PRODUCT'",
        "'affinity': 'EMBEDDED_DOT_PRODUCT'",
        "'affinity': 'GAUSSIAN'",
        "'affinity': 'SYMMETRIC_EMBEDDED_GAUSSIAN'",
        "'affinity': 'EUCLIDEAN', 'propagate': false, 'border': 'SHIFTED'",
        "'affinity': 'EMBEDDED_DOT_PRODUCT', 'tied': false, 'border': 'SHIFTED'",
        "'neighborhood': 15", // wider than the image one way only
        "'steps': 1",
        "'embedding': 7",
        "'channels': 1, 'embedding': 1",
        "'fold': 2",
        "'fold': 2, 'border': 'SHIFTED', 'tied': false, 'nonlocalEvery': 2",
        "'fold': 2, 'noiseChannel': true, 'imageChannels': 3, 'neighborhood': 3",
        "'fold': 3, 'noiseChannel': true, 'affinity': 'EUCLIDEAN'",
        "'fold': 4, 'neighborhood': 3, 'border': 'SHIFTED'",
        "'block': 2, 'neighborhood': 4, 'border': 'SHIFTED', 'tied': false, 'nonlocalEvery': 2",
        "'block': 3, 'neighborhood': 5, 'fold': 2",
        "'fold': 16, 'imageChannels': 3" // one square is more than the image's height
      })
  void aPassIsWhatThePaperSays(String changes) {
    NlrnConfig config = RandomNlrn.config(changes);
    try (Nlrn network = RandomNlrn.of(config, 1)) {
      expectSame(network, WINDOW, 13, 17);
      expectSame(network, PATCH, 13, 17);
      expectSame(network, Pass.training(Precision.FP32), 13, 17);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'border': 'CIRCULAR'",
        "'border': 'SHIFTED'",
        "'fold': 2",
        "'fold': 3, 'border': 'SHIFTED', 'noiseChannel': true",
        "'fold': 7"
      })
  void anImageOfOnePixelOrRowIsRestored(String changes) {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(changes), 2)) {
      for (Pass pass : List.of(WINDOW, PATCH)) {
        expectSame(network, pass, 1, 1);
        expectSame(network, pass, 1, 40);
        expectSame(network, pass, 40, 1);
        expectSame(network, pass, 2, 3);
      }
    }
  }

  private static void expectSame(Nlrn network, Pass pass, int height, int width) {
    NlrnConfig config = network.config();
    Map<String, WeightArray> before = network.parameters().toArrays();
    SlowNlrn slow = new SlowNlrn(config, before, pass, height, width);
    int channels = config.inputChannels();
    float[] input = input(2, channels, height * width);
    double[][][] image = new double[2][channels][height * width];
    for (int i = 0; i < input.length; i++) {
      int plane = i / (height * width);
      image[plane / channels][plane % channels][i % (height * width)] = input[i];
    }
    double[][][] expected = slow.forward(image);
    float[] actual = forward(network, pass, input, 2, channels, height, width);
    int i = 0;
    for (double[][] channelsOfImage : expected) {
      for (double[] plane : channelsOfImage) {
        for (double value : plane) {
          assertThat((double) actual[i]).as("element %d", i).isCloseTo(value, within(1e-4));
          i++;
        }
      }
    }
    assertThat(actual).hasSize(i);
    Map<String, WeightArray> after = network.parameters().toArrays();
    if (!pass.training()) {
      assertThat(after).isEqualTo(before);
      return;
    }
    slow.statistics.forEach(
        (name, values) -> {
          float[] moved = after.get(name).values();
          for (int c = 0; c < values.length; c++) {
            assertThat((double) moved[c]).as(name).isCloseTo(values[c], within(1e-5));
          }
        });
    before.forEach(
        (name, array) -> {
          if (!slow.statistics.containsKey(name)) {
            assertThat(after.get(name)).as(name).isEqualTo(array);
          }
        });
  }

  /** Samples around the middle gray, with noise. */
  private static float[] input(int images, int channels, int pixels) {
    float[] input = RandomNumbers.normal(99, images * channels * pixels);
    for (int i = 0; i < input.length; i++) {
      input[i] = 0.5f + 0.3f * input[i];
    }
    return input;
  }

  private static float[] forward(Nlrn network, Pass pass, float[] input, long... shape) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor result = network.forward(Tensor.of(input, Device.CPU, shape), pass);
      assertThat(result.shape())
          .containsExactly(shape[0], network.config().imageChannels(), shape[2], shape[3]);
      return result.toFloats();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"'border': 'CIRCULAR'", "'border': 'SHIFTED'"})
  void anImageAsLargeAsTheNeighborhoodIsThePatch(String border) {
    NlrnConfig config = RandomNlrn.config(border + ", 'neighborhood': 45");
    float[] input = input(1, 1, 45 * 45);
    try (Nlrn network = RandomNlrn.of(config, 3)) {
      assertThat(forward(network, WINDOW, input, 1, 1, 45, 45))
          .containsExactly(forward(network, PATCH, input, 1, 1, 45, 45), within(1e-5f));
    }
  }

  @Test
  void withZeroGTheNonlocalModulesHaveNoEffect() throws WeightFileException {
    NlrnConfig config = RandomNlrn.config("");
    float[] input = input(1, 1, 13 * 17);
    try (Nlrn network = RandomNlrn.of(config, 4);
        Nlrn other = RandomNlrn.of(config, 5)) {
      Map<String, WeightArray> weights = new LinkedHashMap<>(network.parameters().toArrays());
      weights.replaceAll((name, array) -> name.startsWith("g.") ? zeros(array) : array);
      network.parameters().load(weights, "zero g");
      weights.replaceAll(
          (name, array) ->
              name.startsWith("theta.") || name.startsWith("psi.")
                  ? other.parameters().toArrays().get(name)
                  : array);
      other.parameters().load(weights, "zero g, other embeddings");
      for (Pass pass : new Pass[] {WINDOW, PATCH}) {
        assertThat(forward(other, pass, input, 1, 1, 13, 17))
            .containsExactly(forward(network, pass, input, 1, 1, 13, 17));
      }
    }
  }

  private static WeightArray zeros(WeightArray array) {
    return new WeightArray(array.shape(), new float[array.values().length]);
  }

  @Test
  void anUntrainedNetworkHasNoNonlocalEffect() {
    try (Nlrn network = new Nlrn(RandomNlrn.config(""), Device.CPU, 1)) {
      Map<String, WeightArray> arrays = network.parameters().toArrays();
      assertThat(arrays.get("g.weight").values()).containsOnly(0);
      assertThat(arrays.get("g.bias").values()).containsOnly(0);
    }
  }

  @Test
  void twoPassesInTrainingGiveTheSame() {
    float[] input = input(2, 1, 13 * 17);
    Pass pass = Pass.training(Precision.FP32);
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 6)) {
      assertThat(forward(network, pass, input, 2, 1, 13, 17))
          .containsExactly(forward(network, pass, input, 2, 1, 13, 17));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'fold': 2"})
  void theImagesOfABatchAreRestoredEachByItself(String changes) {
    float[] input = input(2, 1, 13 * 17);
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(changes), 7)) {
      float[] second = Arrays.copyOfRange(input, 13 * 17, 2 * 13 * 17);
      float[] both = forward(network, WINDOW, input, 2, 1, 13, 17);
      assertThat(Arrays.copyOfRange(both, 13 * 17, 2 * 13 * 17))
          .containsExactly(forward(network, WINDOW, second, 1, 1, 13, 17), within(1e-5f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void bf16IsCloseToFp32(Reach reach) {
    float[] input = input(1, 1, 13 * 17);
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 8)) {
      float[] exact = forward(network, new Pass(Precision.FP32, false, reach), input, 1, 1, 13, 17);
      float[] rounded =
          forward(network, new Pass(Precision.BF16, false, reach), input, 1, 1, 13, 17);
      assertThat(rounded).isNotEqualTo(exact).containsExactly(exact, within(0.05f));
    }
  }

  @Test
  void aPassInFp64AgreesWithFp32AndLeavesTheStatisticsAlone() {
    float[] input = input(1, 1, 13 * 17);
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 9)) {
      Map<String, WeightArray> before = network.parameters().toArrays();
      float[] exact = forward(network, Pass.training(Precision.FP64), input, 1, 1, 13, 17);
      assertThat(network.parameters().toArrays()).isEqualTo(before);
      assertThat(exact)
          .containsExactly(
              forward(network, Pass.training(Precision.FP32), input, 1, 1, 13, 17), within(1e-4f));
    }
  }

  @Test
  void severalThreadsMayRestoreAtOnce() {
    float[] input = input(1, 1, 13 * 17);
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 11)) {
      float[] expected = forward(network, WINDOW, input, 1, 1, 13, 17);
      var first =
          CompletableFuture.supplyAsync(() -> forward(network, WINDOW, input, 1, 1, 13, 17));
      var second =
          CompletableFuture.supplyAsync(() -> forward(network, WINDOW, input, 1, 1, 13, 17));
      assertThat(first.join()).containsExactly(expected);
      assertThat(second.join()).containsExactly(expected);
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
    float[] input = input(1, 1, 13 * 17);
    for (String changes : new String[] {"", "'affinity': 'EUCLIDEAN'", "'nonlocalEvery': 0"}) {
      try (Nlrn network = RandomNlrn.of(RandomNlrn.config(changes), 12)) {
        for (Precision precision : Precision.values()) {
          forward(network, Pass.restoring(precision), input, 1, 1, 13, 17);
          try (TensorScope scope = TensorScope.open()) {
            Tensor image = Tensor.of(input, Device.CPU, 1, 1, 13, 17);
            network.forward(image, Pass.training(precision)).sum().backward();
          }
        }
      }
    }
  }

  @Test
  void anInputOfOtherChannelsIsRefused() {
    try (TensorScope scope = TensorScope.open();
        Nlrn network = RandomNlrn.of(RandomNlrn.config("'noiseChannel': true"), 13)) {
      Tensor image = RandomNumbers.tensor(1, 1, 1, 9, 9);
      assertThatThrownBy(() -> network.forward(image, WINDOW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("input of shape [1, 1, 9, 9]: expected [n, 2, height, width]");
      assertThatThrownBy(() -> network.forward(image.view(9, 9), WINDOW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("input of shape [9, 9]: expected [n, 2, height, width]");
    }
  }

  @Test
  void theWorkingMemoryIsThatOfFeaturesAndCorrelations() {
    try (Nlrn paper = new Nlrn(NlrnConfig.PAPER, Device.CPU, 1);
        Nlrn plain = new Nlrn(NlrnConfig.PAPER.withNonlocalEvery(0), Device.CPU, 1)) {
      long features = plain.cost().workingBytesPerPixel(Precision.FP32);
      long all = paper.cost().workingBytesPerPixel(Precision.FP32);
      assertThat(features).isBetween(4L * 128, 20L * 4 * 128);
      // Each pixel's own 45 x 45 neighbors at least, and at most 2.5 times as many.
      assertThat(all - features).isBetween(4L * 45 * 45, 10L * 45 * 45);
      assertThat(paper.cost().workingBytesPerPixel(Precision.BF16)).isEqualTo(all / 2);
    }
  }

  @Test
  void theWorkingMemoryOfAPatchIsThatOfThreeMatricesOfItsPairsOfPixels() {
    try (Nlrn paper = new Nlrn(NlrnConfig.PAPER, Device.CPU, 1)) {
      assertThat(paper.neighborhood()).hasValue(45);
      long pairs = 45L * 45 * 45 * 45;
      long bytes = paper.cost().workingBytesOfPatch(45 * 45, Precision.FP32);
      assertThat(bytes).isBetween(3 * 4 * pairs, 5 * 4 * pairs);
      assertThat(paper.cost().workingBytesOfPatch(45 * 45, Precision.BF16)).isEqualTo(bytes / 2);
    }
  }

  @Test
  void theWorkingMemoryOfAFoldedImageIsThatOfItsSquares() {
    try (Nlrn plain = new Nlrn(RandomNlrn.config("'channels': 64"), Device.CPU, 1);
        Nlrn folded = new Nlrn(RandomNlrn.config("'channels': 64, 'fold': 2"), Device.CPU, 1)) {
      for (Precision precision : Precision.values()) {
        long ofPixel = plain.cost().workingBytesPerPixel(precision);
        assertThat((double) folded.cost().workingBytesPerPixel(precision))
            .isCloseTo(ofPixel / 4.0, within(0.02 * ofPixel));
        assertThat(folded.cost().workingBytesOfPatch(14 * 14, precision))
            .isEqualTo(plain.cost().workingBytesOfPatch(7 * 7, precision));
        assertThat(folded.cost().workingBytesOfPatch(1, precision))
            .isEqualTo(plain.cost().workingBytesOfPatch(1, precision));
      }
    }
  }

  @Test
  void aNeighborhoodIsToldInPixelsOfTheImage() {
    try (Nlrn folded = new Nlrn(RandomNlrn.config("'fold': 3"), Device.CPU, 1);
        Nlrn large = new Nlrn(RandomNlrn.config("'fold': 8"), Device.CPU, 1);
        Nlrn alone = new Nlrn(RandomNlrn.config("'fold': 3, 'neighborhood': 1"), Device.CPU, 1)) {
      assertThat(folded.neighborhood()).hasValue(21);
      assertThat(folded.cost().tiles()).isEqualTo(new TileShape(1536, 48, 3));
      assertThat(large.cost().tiles()).isEqualTo(new TileShape(4096, 128, 8));
      assertThat(alone.neighborhood()).as("none").isEmpty();
    }
  }

  @Test
  void weightsOfAnotherFoldThanTheConfigTellsAreRefusedAndTheFoldIsNamed() {
    try (Nlrn network = new Nlrn(RandomNlrn.config("'fold': 2"), Device.CPU, 1)) {
      Map<String, WeightArray> weights = network.parameters().toArrays();
      NlrnConfig unfolded = RandomNlrn.config("");
      assertThatThrownBy(() -> Networks.create(unfolded, Device.CPU, weights, "a.safetensors"))
          .isInstanceOf(WeightFileException.class)
          .hasMessage(
              "a.safetensors: tensor output_conv.bias has 4 numbers, expected 1, imageChannels 1 *"
                  + " fold 1^2: weights and config do not match; give the config the fold"
                  + " and imageChannels that they were trained with");
    }
  }

  @Test
  void weightsThatAreFoldedHaveTheNoiseLevelAsOneChannelMore() {
    NlrnConfig config = RandomNlrn.config("'fold': 2, 'imageChannels': 3, 'noiseChannel': true");
    try (Nlrn network = new Nlrn(config, Device.CPU, 1)) {
      Map<String, WeightArray> weights = network.parameters().toArrays();
      assertThat(weights.get("input_norm.weight").shape()).containsExactly(13);
      assertThat(weights.get("input_conv.weight").shape()).containsExactly(8, 13, 3, 3);
      assertThat(weights.get("output_conv.weight").shape()).containsExactly(12, 8, 3, 3);
      assertThat(weights.get("output_conv.bias").shape()).containsExactly(12);
    }
  }

  @Test
  void aNetworkTellsWhatAWeightFileNeeds() {
    NlrnConfig config = RandomNlrn.config("'noiseChannel': true, 'imageChannels': 3");
    try (Nlrn network = new Nlrn(config, Device.CPU, 1)) {
      assertThat(network.config().network()).isEqualTo("nlrn");
      assertThat(Networks.config(NlrnConfig.NAME, network.config().toJson())).isEqualTo(config);
      assertThat(network.config().imageChannels()).isEqualTo(3);
      assertThat(network.config().noiseChannel()).isTrue();
    }
  }
}
