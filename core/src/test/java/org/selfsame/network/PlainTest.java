package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.selfsame.network.Pass.Reach;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.NativeObjects;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

class PlainTest {
  private static final PlainConfig FOLDED = new PlainConfig(3, 5, 3, 2, true, false, List.of());
  private static final PlainConfig DILATED =
      new PlainConfig(1, 4, 4, 1, true, true, List.of(1, 3, 2, 1));

  /** What the chain can be made of, alone and together. */
  private static Stream<PlainConfig> configs() {
    return Stream.of(
        PlainConfig.dncnn(1, 6, 3),
        PlainConfig.dncnn(3, 4, 2),
        new PlainConfig(1, 4, 3, 1, true, false, List.of()),
        FOLDED,
        new PlainConfig(1, 4, 2, 3, false, true, List.of()),
        DILATED,
        new PlainConfig(3, 3, 3, 2, true, true, List.of(2, 1, 4)));
  }

  @Test
  void thePapersNetworkHasSeventeenLayers() {
    // 15 of 64 x 64 x 9 weights, the first and the last of 64 x 9, and a bias for each feature.
    long weights = 15L * 64 * 64 * 9 + 2 * 64 * 9 + 16 * 64 + 1;
    try (Plain network = new Plain(PlainConfig.DNCNN, Device.CPU, 1)) {
      assertThat(network.parameters().count()).isEqualTo(weights).isEqualTo(555_137);
      List<String> names = new ArrayList<>();
      for (int i = 0; i <= 32; i += 2) {
        names.add("model." + i + ".weight");
        names.add("model." + i + ".bias");
      }
      Map<String, WeightArray> arrays = network.parameters().toArrays();
      assertThat(arrays.keySet()).containsExactlyElementsOf(names);
      assertThat(arrays.get("model.0.weight").shape()).containsExactly(64, 1, 3, 3);
      assertThat(arrays.get("model.16.weight").shape()).containsExactly(64, 64, 3, 3);
      assertThat(arrays.get("model.32.weight").shape()).containsExactly(1, 64, 3, 3);
      assertThat(arrays.get("model.32.bias").shape()).containsExactly(1);
    }
  }

  /** The papers give 0.49 million for FFDNet's gray network, and 0.85 for the color one. */
  @ParameterizedTest
  @EnumSource
  void publishedNetworksHaveAsManyWeightsAsPublished(PlainFamily family) {
    long count =
        switch (family) {
          case DNCNN -> 555_137;
          case FFDNET -> 64 * 45 + 13 * 64 * 64 * 9 + 64 * 36 + 14 * 64 + 4;
          case FDNCNN -> 64 * 18 + 18 * 64 * 64 * 9 + 64 * 9 + 19 * 64 + 1;
          case IRCNN -> 64 * 9 + 5 * 64 * 64 * 9 + 64 * 9 + 6 * 64 + 1;
          case VDSR -> 64 * 9 + 18 * 64 * 64 * 9 + 64 * 9 + 19 * 64 + 1;
        };
    PlainConfig config =
        switch (family) {
          case DNCNN -> PlainConfig.DNCNN;
          case FFDNET -> PlainConfig.FFDNET;
          case FDNCNN -> PlainConfig.FDNCNN;
          case IRCNN -> PlainConfig.IRCNN;
          case VDSR -> PlainConfig.VDSR;
        };
    try (Plain network = new Plain(config, Device.CPU, 1)) {
      assertThat(network.parameters().count()).isEqualTo(count);
      assertThat(PlainFamily.of(config))
          .contains(family == PlainFamily.VDSR ? PlainFamily.DNCNN : family);
    }
    assertThat(PlainFamily.named(family.title().toLowerCase(Locale.ROOT))).isEqualTo(family);
  }

  @Test
  void aNetworkOfItsOwnKindIsOfNoFamily() {
    assertThat(PlainFamily.of(DILATED)).isEmpty();
    assertThat(PlainFamily.of(FOLDED)).contains(PlainFamily.FFDNET);
    assertThat(PlainFamily.of(PlainConfig.FFDNET_COLOR)).contains(PlainFamily.FFDNET);
    assertThatThrownBy(() -> PlainFamily.named("swinir"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("network 'swinir': expected dncnn, ffdnet, fdncnn, ircnn or vdsr");
  }

  @Test
  void necessaryOperationsAreThoseOfAllWeightsAtEachSquare() {
    try (Plain network = new Plain(PlainConfig.DNCNN, Device.CPU, 1);
        Plain folded = new Plain(PlainConfig.FFDNET_COLOR, Device.CPU, 1)) {
      assertThat(network.cost().necessaryFlop(6, 8))
          .isEqualTo(2L * 48 * (15L * 64 * 64 * 9 + 2 * 64 * 9));
      assertThat(NonlocalNetwork.neighborhood(network)).isEmpty();
      long weights = 10L * 96 * 96 * 9 + (13 + 12) * 96 * 9;
      assertThat(folded.cost().necessaryFlop(6, 8)).isEqualTo(2L * 12 * weights);
      assertThat(folded.cost().necessaryFlop(5, 7)).isEqualTo(2L * 12 * weights);
    }
  }

  @Test
  void featuresOfAllPixelsAreHeldOfSmallImagesOnly() {
    try (Plain network = new Plain(PlainConfig.FFDNET_COLOR, Device.CPU, 1)) {
      long features = (3 * 96 + 13 + 12) * 4 / 4;
      int images = 7 * 4;
      assertThat(network.cost().workingBytesOfPatch(10, Precision.FP32))
          .isEqualTo(10 * (features + images))
          .isGreaterThan(network.cost().workingBytesOfPatch(10, Precision.BF16));
      assertThat(network.cost().workingBytesOfSquare(100, Precision.FP32))
          .isEqualTo(100 * 100 * (features + images));
      long most = 0;
      for (int side = 1; side < 5000; side++) {
        long bytes = network.cost().workingBytesOfSquare(side, Precision.FP32);
        assertThat(bytes).isGreaterThan(most);
        most = bytes;
      }
      assertThat(network.cost().workingBytesPerPixel(Precision.FP32))
          .isBetween((long) images, 200L);
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void tilesBeginWithASquareAndShareWhatAPixelDependsOn(PlainConfig config) {
    int side = 41;
    int middle = side / 2;
    float[] input = RandomNumbers.normal(9, config.inputChannels() * side * side);
    try (Plain network = random(config)) {
      TileShape tiles = network.cost().tiles();
      assertThat(tiles.alignment()).isEqualTo(config.fold());
      assertThat(tiles.overlap()).isEqualTo(4 * config.reach());
      assertThat(tiles.largest()).isGreaterThan(tiles.overlap());
      float[] before = forward(network, Precision.FP64, input, side, side);
      int reach = 0;
      float[] changed = input.clone();
      changed[middle * side + middle] += 1;
      float[] after = forward(network, Precision.FP64, changed, side, side);
      for (int i = 0; i < before.length; i++) {
        if (before[i] != after[i]) {
          int y = i / side % side;
          int x = i % side;
          reach = Math.max(reach, Math.max(Math.abs(y - middle), Math.abs(x - middle)));
        }
      }
      assertThat(reach).isLessThanOrEqualTo(config.reach()).isGreaterThan(config.reach() - 6);
    }
  }

  private static Stream<Arguments> sizes() {
    List<int[]> sizes =
        List.of(
            new int[] {6, 8},
            new int[] {5, 7},
            new int[] {1, 1},
            new int[] {1, 9},
            new int[] {4, 1});
    return configs()
        .flatMap(config -> sizes.stream().map(size -> Arguments.of(config, size[0], size[1])));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void aPassIsTheChainOfConvolutionsOnAnyImage(PlainConfig config, int height, int width) {
    float[] input = RandomNumbers.normal(9, config.inputChannels() * height * width);
    try (Plain network = random(config)) {
      double[][] expected = slow(network, input, height, width);
      float[] exact = forward(network, Precision.FP64, input, height, width);
      float[] single = forward(network, Precision.FP32, input, height, width);
      float[] rounded = forward(network, Precision.BF16, input, height, width);
      assertThat(exact).hasSize(config.imageChannels() * height * width);
      for (int i = 0; i < exact.length; i++) {
        double value = expected[i / (height * width)][i % (height * width)];
        assertThat((double) exact[i]).isCloseTo(value, within(2e-7 * (1 + Math.abs(value))));
        assertThat((double) single[i]).isCloseTo(value, within(1e-5));
        assertThat((double) rounded[i]).isCloseTo(value, within(0.05));
      }
    }
  }

  private static Stream<Arguments> strips() {
    return configs()
        .flatMap(
            config ->
                Stream.of(
                        new int[] {23, 8, 2},
                        new int[] {24, 5, 5},
                        new int[] {31, 7, 16},
                        new int[] {13, 1, 3},
                        new int[] {1, 9, 1},
                        new int[] {9, 6, 9})
                    .filter(size -> size[2] * config.fold() <= size[0])
                    .map(size -> Arguments.of(config, size[0], size[1], size[2])));
  }

  @ParameterizedTest
  @MethodSource("strips")
  void imagesAreTheSameInStrips(PlainConfig config, int height, int width, int strips) {
    float[] input = RandomNumbers.normal(9, 2 * config.inputChannels() * height * width);
    try (Plain network = random(config);
        TensorScope scope = TensorScope.withoutGradients()) {
      Tensor images = Tensor.of(input, Device.CPU, 2, config.inputChannels(), height, width);
      for (Precision precision : Precision.values()) {
        double tolerance =
            switch (precision) {
              case FP64 -> 1e-12;
              case FP32 -> 1e-6;
              case BF16 -> 0.01;
            };
        Tensor whole = network.inStrips(images, precision, 1);
        Tensor streamed = network.inStrips(images, precision, strips);
        assertThat(streamed.shape()).isEqualTo(whole.shape());
        assertThat(streamed.precision()).isEqualTo(whole.precision());
        assertThat(streamed.sub(whole).abs().max()).isLessThanOrEqualTo(tolerance);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 3, 1, 257, 300", "1, 64, 4, 2, 701, 444"})
  void largeImagesAreStreamed(
      int channels, int features, int layers, int fold, int height, int width) {
    PlainConfig config = new PlainConfig(channels, features, layers, fold, true, false, List.of());
    float[] input = RandomNumbers.normal(9, config.inputChannels() * height * width);
    try (Plain network = random(config);
        TensorScope scope = TensorScope.withoutGradients()) {
      Tensor image = Tensor.of(input, Device.CPU, 1, config.inputChannels(), height, width);
      assertThat(network.cost().strips(image, Precision.FP32))
          .isBetween(2, squaresOf(height, fold));
      Tensor streamed = network.forward(image, Pass.restoring(Precision.FP32));
      Tensor whole = network.inStrips(image, Precision.FP32, 1);
      assertThat(streamed.sub(whole).abs().max()).isLessThanOrEqualTo(1e-6 * whole.abs().max());
      try (TensorScope recording = TensorScope.withGradients()) {
        assertThat(network.cost().strips(image, Precision.FP32)).isEqualTo(1);
      }
    }
  }

  private static int squaresOf(int pixels, int fold) {
    return (pixels + fold - 1) / fold;
  }

  private static float[] forward(
      Plain network, Precision precision, float[] input, int height, int width) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor image =
          Tensor.of(input, Device.CPU, 1, network.config().inputChannels(), height, width);
      return network.forward(image, Pass.restoring(precision)).toFloats();
    }
  }

  /** The network pixel by pixel: nothing of it is computed as the network does. */
  private static double[][] slow(Plain network, float[] input, int height, int width) {
    PlainConfig config = network.config();
    Map<String, WeightArray> weights = network.parameters().toArrays();
    int channels = config.imageChannels();
    int fold = config.fold();
    int rows = (height + fold - 1) / fold;
    int columns = (width + fold - 1) / fold;
    List<double[]> folded = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < fold; y++) {
        for (int x = 0; x < fold; x++) {
          double[] samples = new double[rows * columns];
          for (int i = 0; i < samples.length; i++) {
            int row = Math.min(height - 1, i / columns * fold + y);
            int column = Math.min(width - 1, i % columns * fold + x);
            samples[i] = input[(c * height + row) * width + column];
          }
          folded.add(samples);
        }
      }
    }
    if (config.noiseChannel()) {
      double[] levels = new double[rows * columns];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = input[(channels * height + i / columns * fold) * width + i % columns * fold];
      }
      folded.add(levels);
    }
    double[][] x = folded.toArray(double[][]::new);
    for (int layer = 0; layer < config.layers(); layer++) {
      x =
          conv(
              x,
              weights.get("model." + 2 * layer + ".weight").values(),
              weights.get("model." + 2 * layer + ".bias").values(),
              rows,
              columns,
              config.dilations().isEmpty() ? 1 : config.dilations().get(layer),
              layer < config.layers() - 1);
    }
    double[][] result = new double[channels][height * width];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < height * width; i++) {
        int row = i / width;
        int column = i % width;
        int part = (c * fold + row % fold) * fold + column % fold;
        double made = x[part][row / fold * columns + column / fold];
        result[c][i] = config.residual() ? input[c * height * width + i] - made : made;
      }
    }
    return result;
  }

  private static double[][] conv(
      double[][] x,
      float[] weight,
      float[] bias,
      int height,
      int width,
      int dilation,
      boolean relu) {
    double[][] result = new double[bias.length][height * width];
    for (int out = 0; out < bias.length; out++) {
      for (int i = 0; i < height * width; i++) {
        double sum = bias[out];
        for (int in = 0; in < x.length; in++) {
          for (int tap = 0; tap < 9; tap++) {
            int row = i / width + (tap / 3 - 1) * dilation;
            int column = i % width + (tap % 3 - 1) * dilation;
            if (row >= 0 && row < height && column >= 0 && column < width) {
              sum += weight[(out * x.length + in) * 9 + tap] * x[in][row * width + column];
            }
          }
        }
        result[out][i] = relu ? Math.max(0, sum) : sum;
      }
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreSlopes(PlainConfig config) {
    try (Plain network = random(config)) {
      new GradientCheck(network, Reach.WINDOW).expectSlopes();
    }
  }

  @ParameterizedTest
  @CsvSource({"FP32, 0.99999", "BF16, 0.99"})
  void gradientsOfFewerBitsPointTheSameWay(Precision precision, double cosine) {
    for (PlainConfig config :
        List.of(PlainConfig.dncnn(1, 8, 5), new PlainConfig(1, 8, 4, 2, true, false, List.of()))) {
      try (Plain network = random(config)) {
        assertThat(new GradientCheck(network, Reach.WINDOW).cosine(precision))
            .isGreaterThan(cosine);
      }
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
    for (PlainConfig config : List.of(PlainConfig.dncnn(1, 4, 4), FOLDED, DILATED)) {
      try (Plain network = random(config)) {
        int channels = config.inputChannels();
        for (Precision precision : Precision.values()) {
          forward(network, precision, new float[channels * 35], 5, 7);
          try (TensorScope scope = TensorScope.open()) {
            Tensor image = RandomNumbers.tensor(1, 1, channels, 5, 7);
            network.forward(image, Pass.training(precision)).sum().backward();
          }
        }
      }
    }
  }

  @Test
  void anInputOfOtherChannelsIsRefused() {
    try (TensorScope scope = TensorScope.open();
        Plain network = new Plain(FOLDED, Device.CPU, 1)) {
      Tensor image = RandomNumbers.tensor(1, 1, 3, 9, 9);
      assertThatThrownBy(() -> network.forward(image, Pass.restoring(Precision.FP32)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("input of shape [1, 3, 9, 9]: expected [n, 4, height, width]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 64, 17, 1, 'imageChannels 0: expected 1 to 4096'",
    "1, 0, 17, 1, 'features 0: expected 1 to 4096'",
    "1, 64, 1, 1, 'layers 1: expected 2 to 4096'",
    "1, 64, 17, 0, 'fold 0: expected 1 to 4096'",
    "1, 64, 17, -2, 'fold -2: expected 1 to 4096'",
    "3, 64, 17, 64, 'imageChannels * fold * fold 12288: expected 1 to 4096'",
    "4096, 64, 17, 4096, 'imageChannels * fold * fold 2147483647: expected 1 to 4096'"
  })
  void sizesOutOfRangeAreRefused(
      int imageChannels, int features, int layers, int fold, String message) {
    assertThatThrownBy(
            () -> new PlainConfig(imageChannels, features, layers, fold, false, true, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void dilationsAreOneForEachLayerOrNone() {
    assertThat(new PlainConfig(1, 4, 3, 1, false, true, List.of(1, 1, 1)))
        .isEqualTo(PlainConfig.dncnn(1, 4, 3));
    assertDilationsRefused(List.of(1, 2), "dilations [1, 2] with layers 3: expected one per");
    assertDilationsRefused(List.of(1, 0, 1), "dilations 0: expected 1 to 64");
    assertDilationsRefused(List.of(1, 1, 99), "dilations 99: expected 1 to 64");
    assertDilationsRefused(null, "dilations: expected a list, found null");
  }

  private static void assertDilationsRefused(List<Integer> dilations, String message) {
    assertThatThrownBy(() -> new PlainConfig(1, 4, 3, 1, false, true, dilations))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void itsConfigHasTheKeysOfWeightFiles() {
    assertThat(PlainConfig.DNCNN.toJson())
        .isEqualTo(
            "{\"imageChannels\":1,\"features\":64,\"layers\":17,\"fold\":1,\"noiseChannel\":false,"
                + "\"residual\":true,\"dilations\":[]}");
    assertThat(PlainConfig.IRCNN.toJson()).contains("\"dilations\":[1,2,3,4,3,2,1]");
  }

  @Test
  void weightsWhoseChannelsDoNotFitTheFoldAreRefused() {
    PlainConfig flat = new PlainConfig(1, 4, 3, 1, true, false, List.of());
    try (Plain network = new Plain(flat, Device.CPU, 1)) {
      Map<String, WeightArray> weights = network.parameters().toArrays();
      PlainConfig folded = new PlainConfig(1, 4, 3, 2, true, false, List.of());
      assertThatThrownBy(() -> Plain.of(folded, Device.CPU, weights, "f.safetensors"))
          .isInstanceOf(WeightFileException.class)
          .hasMessage(
              "f.safetensors: the first layer reads 2 channels and the last makes 1, expected 5 and 4"
                  + " for fold 2 of 1 image channels and the noise level: correct fold,"
                  + " imageChannels or noiseChannel in its config");
      assertThatThrownBy(
              () -> Plain.of(PlainConfig.dncnn(1, 4, 3), Device.CPU, weights, "f.safetensors"))
          .isInstanceOf(WeightFileException.class)
          .hasMessageContaining("expected 1 and 1 for fold 1 of 1 image channels: correct");
      PlainConfig longer = new PlainConfig(1, 4, 4, 1, true, false, List.of());
      assertThatThrownBy(() -> Plain.of(longer, Device.CPU, weights, "f.safetensors"))
          .isInstanceOf(WeightFileException.class)
          .hasMessageContaining("model.4.weight has shape [1, 4, 3, 3], expected [4, 4, 3, 3]");
    }
  }

  /** Every number is random, and features keep about their size. */
  private static Plain random(PlainConfig config) {
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    try (Plain untrained = new Plain(config, Device.CPU, 1)) {
      untrained
          .parameters()
          .toArrays()
          .forEach(
              (name, array) -> {
                int count = array.values().length;
                float[] values = RandomNumbers.normal(name.hashCode(), count);
                double fanIn = array.shape().length == 4 ? 9.0 * array.shape()[1] : 9;
                for (int i = 0; i < count; i++) {
                  values[i] /= (float) Math.sqrt(fanIn);
                }
                arrays.put(name, new WeightArray(array.shape(), values));
              });
      return Plain.of(config, Device.CPU, arrays, "random weights");
    } catch (WeightFileException e) {
      throw new IllegalStateException(e);
    }
  }
}
