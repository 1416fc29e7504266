package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
import org.selfsame.network.RecognizedNetwork.Told;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.weights.PyTorchFile;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

class RecognizedNetworkTest {
  private static final int FEATURES = 3;

  @ParameterizedTest
  @CsvSource({"rnan-legacy, rnan", "dncnn-zip, plain"})
  void aNetworkOfPyTorchRestoresAsPyTorchDoes(String name, String kind) throws Exception {
    RecognizedNetwork found = RecognizedNetwork.of(read(name + ".pt"), name, Told.NOTHING);
    assertThat(found.config().network()).isEqualTo(kind);
    Map<String, WeightArray> example = read(name + "-example.pt");
    Image restored = restore(found.config(), found.arrays(), image(example.get("image")));
    Image expected = image(example.get("restored"));
    for (int c = 0; c < expected.channels(); c++) {
      assertThat(restored.plane(c)).containsExactly(expected.plane(c), within(2e-5f));
    }
  }

  @Test
  void theReleasedSoftmaxOverQueriesIsNotThatOverKeys() throws Exception {
    RnanConfig found =
        (RnanConfig) RecognizedNetwork.of(read("rnan-legacy.pt"), "f", Told.NOTHING).config();
    assertThat(found).isEqualTo(new RnanConfig(3, 2, 2, Normalization.QUERIES, 1));
    RnanConfig keys = new RnanConfig(3, 2, 2, Normalization.KEYS, 1);
    Map<String, WeightArray> example = read("rnan-legacy-example.pt");
    Image restored = restore(keys, read("rnan-legacy.pt"), image(example.get("image")));
    Image expected = image(example.get("restored"));
    float largest = 0;
    for (int i = 0; i < expected.plane(0).length; i++) {
      largest = Math.max(largest, Math.abs(restored.plane(0)[i] - expected.plane(0)[i]));
    }
    assertThat(largest).isGreaterThan(1e-3f);
  }

  private static Image restore(
      NetworkConfig config, Map<String, WeightArray> arrays, Image degraded) throws Exception {
    try (Network network = Networks.create(config, Device.CPU, arrays, "example")) {
      return new NetworkRestoration(network, 0, Precision.FP32).restore(degraded);
    }
  }

  private static Map<String, WeightArray> read(String name) throws IOException, URISyntaxException {
    URL resource = RecognizedNetworkTest.class.getResource(name);
    return PyTorchFile.read(Path.of(resource.toURI()));
  }

  /** From {@code [1, channels, height, width]}. */
  private static Image image(WeightArray array) {
    int channels = (int) array.shape()[1];
    Image image = Image.black((int) array.shape()[3], (int) array.shape()[2], channels);
    int pixels = array.values().length / channels;
    for (int c = 0; c < channels; c++) {
      System.arraycopy(array.values(), c * pixels, image.plane(c), 0, pixels);
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 4, 2, 1",
    "3, 4, 2, 1",
    "1, 8, 3, 1",
    "3, 2, 5, 1",
    "1, 2, 12, 1",
    "3, 4, 3, 2",
    "3, 4, 2, 3",
    "3, 4, 3, 4"
  })
  void anRnanOfAnyHeadAndSizeIsRecognized(int channels, int features, int blocks, int scale)
      throws WeightFileException {
    RnanConfig config = new RnanConfig(channels, features, blocks, Normalization.QUERIES, scale);
    Map<String, WeightArray> weights = RandomRnan.weights(config, 1);
    RecognizedNetwork found = RecognizedNetwork.of(weights, "f.pt", Told.NOTHING);
    assertThat(found.config()).isEqualTo(config);
    assertThat(found.arrays()).isEqualTo(weights);
  }

  @Test
  void anRnanOfWhichATensorIsMissingIsRefusedByTheNameOfTheTensor() throws WeightFileException {
    Map<String, WeightArray> weights =
        RandomRnan.weights(new RnanConfig(3, 2, 4, Normalization.QUERIES, 2), 1);
    assertRefused(
        without(weights, "head.0.weight"), "tensors of RNAN, but no head.0.weight", "whole");
    assertRefused(without(weights, "tail.0.0.weight"), "but no tail.0.0.weight");
    // A local block in the middle: the config still counts it.
    Map<String, WeightArray> torn = without(weights, "body.0.body.1.weight");
    RecognizedNetwork found = RecognizedNetwork.of(torn, "f.pt", Told.NOTHING);
    assertThatThrownBy(() -> Networks.create(found.config(), Device.CPU, found.arrays(), "f.pt"))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("no tensor body.0.body.1.weight");
  }

  @Test
  void shapesOfNoRnanAreRefused() {
    RnanConfig config = new RnanConfig(3, 2, 2, Normalization.QUERIES, 2);
    assertRefused(
        with(RandomRnan.weights(config, 1), "tail.0.0.weight", 10, 2, 3, 3),
        "tail.0.0.weight makes 10 features of 2; expected 4 or 9 times as many");
    assertRefused(
        with(RandomRnan.weights(config, 1), "head.0.weight", 2), "has shape [2], expected [out");
    assertRefused(
        with(RandomRnan.weights(config, 1), "head.0.weight", 3, 3, 3, 3), "makes 8 features of 3");
    RnanConfig gray = new RnanConfig(1, 2, 2, Normalization.QUERIES, 1);
    assertRefused(
        with(RandomRnan.weights(gray, 1), "head.0.weight", 2, 4, 3, 3),
        "images of 4 channels, expected 1 (gray) or 3 (color)");
    assertRefused(
        with(RandomRnan.weights(gray, 1), "head.0.weight", 5, 1, 3, 3),
        "features 5: expected an even number");
    assertRefused(
        with(RandomRnan.weights(gray, 1), "head.0.weight", 1L << 40, 0, 3, 3), "integer overflow");
  }

  @Test
  void mergedConvolutionsOfDnCnnStayAsTheyAre() throws WeightFileException {
    PlainConfig config = PlainConfig.dncnn(3, 4, 5);
    try (Plain network = new Plain(config, Device.CPU, 1)) {
      Map<String, WeightArray> weights = network.parameters().toArrays();
      RecognizedNetwork found = RecognizedNetwork.of(weights, "f.pt", Told.NOTHING);
      assertThat(found.config()).isEqualTo(config);
      assertThat(found.arrays()).isEqualTo(weights);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.", "dncnn."})
  void convolutionAndBatchNormBecomeOneConvolution(String prefix) throws Exception {
    Map<String, WeightArray> modules = new LinkedHashMap<>();
    put(modules, prefix + "0.weight", FEATURES, 1, 3, 3);
    put(modules, prefix + "0.bias", FEATURES);
    put(modules, prefix + "2.weight", FEATURES, FEATURES, 3, 3); // no bias
    putNorm(modules, prefix + "3.");
    put(modules, prefix + "5.weight", FEATURES, FEATURES, 3, 3);
    put(modules, prefix + "5.bias", FEATURES);
    putNorm(modules, prefix + "6.");
    modules.remove(prefix + "6.weight"); // BatchNorm without a scale and shift of its own
    modules.remove(prefix + "6.bias");
    put(modules, prefix + "8.weight", 1, FEATURES, 3, 3);

    RecognizedNetwork found = RecognizedNetwork.of(modules, "f.pth", Told.NOTHING);
    assertThat(found.config()).isEqualTo(PlainConfig.dncnn(1, FEATURES, 4));
    Image image = Image.black(7, 6, 1);
    System.arraycopy(RandomNumbers.normal(2, 42), 0, image.plane(0), 0, 42);
    double[][][] x = {new double[6][7]};
    for (int i = 0; i < 42; i++) {
      x[0][i / 7][i % 7] = image.plane(0)[i];
    }
    double[][][] h = relu(convolved(x, modules, prefix + "0"));
    h = relu(normalized(convolved(h, modules, prefix + "2"), modules, prefix + "3"));
    h = relu(normalized(convolved(h, modules, prefix + "5"), modules, prefix + "6"));
    h = convolved(h, modules, prefix + "8");
    float[] restored = restore(found.config(), found.arrays(), image).plane(0);
    for (int i = 0; i < 42; i++) {
      double expected = x[0][i / 7][i % 7] - h[0][i / 7][i % 7];
      assertThat((double) restored[i]).isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
    }
  }

  private static void putNorm(Map<String, WeightArray> modules, String prefix) {
    put(modules, prefix + "weight", FEATURES);
    put(modules, prefix + "bias", FEATURES);
    put(modules, prefix + "running_mean", FEATURES);
    put(modules, prefix + "running_var", FEATURES);
    float[] variances = modules.get(prefix + "running_var").values();
    for (int i = 0; i < FEATURES; i++) {
      variances[i] = i == 0 ? 1e-5f : Math.abs(variances[i]); // where epsilon counts
    }
  }

  private static void put(Map<String, WeightArray> modules, String name, long... shape) {
    int count = 1;
    for (long length : shape) {
      count *= (int) length;
    }
    modules.put(name, new WeightArray(shape, RandomNumbers.normal(name.hashCode(), count)));
  }

  private static double[][][] convolved(
      double[][][] x, Map<String, WeightArray> modules, String layer) {
    WeightArray weight = modules.get(layer + ".weight");
    WeightArray bias = modules.get(layer + ".bias");
    int out = (int) weight.shape()[0];
    int height = x[0].length;
    int width = x[0][0].length;
    double[][][] result = new double[out][height][width];
    for (int o = 0; o < out; o++) {
      for (int r = 0; r < height; r++) {
        for (int c = 0; c < width; c++) {
          double sum = bias == null ? 0 : bias.values()[o];
          for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < 9; k++) {
              int row = r + k / 3 - 1;
              int column = c + k % 3 - 1;
              if (row >= 0 && row < height && column >= 0 && column < width) {
                sum += weight.values()[(o * x.length + i) * 9 + k] * x[i][row][column];
              }
            }
          }
          result[o][r][c] = sum;
        }
      }
    }
    return result;
  }

  private static double[][][] normalized(
      double[][][] x, Map<String, WeightArray> modules, String layer) {
    double[][][] result = new double[x.length][x[0].length][x[0][0].length];
    for (int c = 0; c < x.length; c++) {
      double mean = modules.get(layer + ".running_mean").values()[c];
      double variance = modules.get(layer + ".running_var").values()[c];
      WeightArray scale = modules.get(layer + ".weight");
      WeightArray shift = modules.get(layer + ".bias");
      for (int i = 0; i < x[0].length; i++) {
        for (int j = 0; j < x[0][0].length; j++) {
          double unit = (x[c][i][j] - mean) / Math.sqrt(variance + 1e-5);
          result[c][i][j] = scale == null ? unit : unit * scale.values()[c] + shift.values()[c];
        }
      }
    }
    return result;
  }

  private static double[][][] relu(double[][][] x) {
    double[][][] result = new double[x.length][x[0].length][x[0][0].length];
    for (int c = 0; c < x.length; c++) {
      for (int i = 0; i < x[0].length; i++) {
        for (int j = 0; j < x[0][0].length; j++) {
          result[c][i][j] = Math.max(0, x[c][i][j]);
        }
      }
    }
    return result;
  }

  @Test
  void aSequenceThatIsNotDnCnnsIsRefused() {
    Map<String, WeightArray> convolutions = new LinkedHashMap<>();
    put(convolutions, "model.0.weight", FEATURES, 1, 3, 3);
    put(convolutions, "model.2.weight", 1, FEATURES, 3, 3);

    assertRefused(
        with(convolutions, "model.1.weight", FEATURES), "module 1 is weight[3]", "BatchNorm");
    assertRefused(
        with(convolutions, "model.2.slope", 1), "module 2 is weight[1, 3, 3, 3], slope[1]");
    assertRefused(
        with(convolutions, "model.3.weight", 1, 1, 3, 3),
        "module 3 is a convolution; expected number 4, after a ReLU, as in DnCNN");
    assertRefused(
        without(convolutions, "model.0.weight"), "module 2 is a convolution; expected number 0");
    assertRefused(
        with(convolutions, "dncnn.4.weight", 1, 1, 3, 3), "under model. and under dncnn.");
    assertRefused(with(convolutions, "model.02.weight", 1, 1, 3, 3), "twice");
    assertRefused(
        with(convolutions, "model.4.weight", 1L << 31, 0, 3, 3),
        "module 4 is weight[2147483648, 0");

    Map<String, WeightArray> behindRelu = new LinkedHashMap<>(convolutions);
    putNorm(behindRelu, "model.4.");
    assertRefused(behindRelu, "module 4 is a BatchNorm; expected it right after a convolution");
    Map<String, WeightArray> first = new LinkedHashMap<>();
    putNorm(first, "model.0.");
    assertRefused(first, "module 0 is a BatchNorm; expected it right after a convolution");
    Map<String, WeightArray> twice = new LinkedHashMap<>();
    put(twice, "model.0.weight", FEATURES, 1, 3, 3);
    putNorm(twice, "model.1.");
    putNorm(twice, "model.2.");
    assertRefused(twice, "module 2 is a BatchNorm");
    Map<String, WeightArray> wide = new LinkedHashMap<>();
    put(wide, "model.0.weight", 4, 1, 3, 3);
    putNorm(wide, "model.1.");
    assertRefused(wide, "of shape [3] after a convolution of 4 channels");
    Map<String, WeightArray> two = new LinkedHashMap<>();
    put(two, "model.0.weight", 2, 2, 3, 3);
    put(two, "model.2.weight", 2, 2, 3, 3);
    assertRefused(
        two,
        "2 layers, of which the first reads 2 channels and the last makes 2: expected 1 and 1"
            + " (gray) or 3 and 3 (color), the first one more if it takes the noise level");
    Map<String, WeightArray> one = new LinkedHashMap<>();
    put(one, "model.0.weight", 1, 1, 3, 3);
    assertRefused(one, "layers 1: expected 2 to 4096");
  }

  @Test
  void convolutionsThatDoNotChainAreRefusedByTheirNumbers() {
    Map<String, WeightArray> torn = chain(1, 1, FEATURES, 4);
    put(torn, "model.4.weight", FEATURES, 5, 3, 3);
    assertRefused(
        torn,
        "module 4 reads 5 channels, but module 2 makes 3: expected the same number",
        "save the whole state dict");
    Map<String, WeightArray> narrowing = chain(1, 1, FEATURES, 4);
    put(narrowing, "model.2.weight", 5, FEATURES, 3, 3);
    put(narrowing, "model.2.bias", 5);
    put(narrowing, "model.4.weight", FEATURES, 5, 3, 3);
    assertRefused(
        narrowing,
        "module 2 makes 5 features, but module 0 makes 3: expected the same number from all");
    Map<String, WeightArray> large = chain(1, 1, FEATURES, 3);
    put(large, "model.2.weight", FEATURES, FEATURES, 5, 5);
    assertRefused(large, "module 2 is a convolution of 5x5; expected 3x3, as in DnCNN");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 4, DNCNN",
    "3, 3, 7, DNCNN",
    "2, 1, 4, FDNCNN",
    "4, 3, 20, FDNCNN",
    "5, 4, 15, FFDNET",
    "13, 12, 3, FFDNET"
  })
  void channelsTellTheFamilyOfAChain(int in, int out, int layers, PlainFamily family)
      throws WeightFileException {
    RecognizedNetwork found =
        RecognizedNetwork.of(chain(in, out, FEATURES, layers), "f.pth", Told.NOTHING);
    PlainConfig config = (PlainConfig) found.config();
    assertThat(PlainFamily.of(config)).contains(family);
    assertThat(config.imageChannels()).isEqualTo(family == PlainFamily.FFDNET ? out / 4 : out);
    assertThat(config.features()).isEqualTo(FEATURES);
    assertThat(config.layers()).isEqualTo(layers);
  }

  /** As its authors run it: squares by columns in, by columns out, and the level behind. */
  @ParameterizedTest
  @CsvSource({"1, 6, 8", "3, 4, 6"})
  void samplesOfFfdnetsSquaresAreReadAndWrittenDownItsColumns(int colors, int height, int width)
      throws Exception {
    Map<String, WeightArray> weights = chain(4 * colors + 1, 4 * colors, FEATURES, 3);
    RecognizedNetwork found = RecognizedNetwork.of(weights, "ffdnet.pth", Told.NOTHING);
    double[][][] x = new double[4 * colors + 1][height / 2][width / 2];
    Image image = Image.black(width, height, colors);
    for (int c = 0; c < colors; c++) {
      float[] random = RandomNumbers.normal(c, height * width);
      System.arraycopy(random, 0, image.plane(c), 0, random.length);
      for (int i = 0; i < random.length; i++) {
        int row = i / width;
        int column = i % width;
        x[4 * c + 2 * (column % 2) + row % 2][row / 2][column / 2] = random[i];
      }
    }
    for (double[] row : x[4 * colors]) {
      Arrays.fill(row, 30.0 / 255);
    }
    double[][][] h = relu(convolved(x, weights, "model.0"));
    h = convolved(relu(convolved(h, weights, "model.2")), weights, "model.4");
    Image restored;
    try (Network network = Networks.create(found.config(), Device.CPU, found.arrays(), "example")) {
      restored = new NetworkRestoration(network, 30, Precision.FP32).restore(image);
    }
    for (int c = 0; c < colors; c++) {
      for (int i = 0; i < height * width; i++) {
        int row = i / width;
        int column = i % width;
        double expected = h[4 * c + 2 * (column % 2) + row % 2][row / 2][column / 2];
        assertThat((double) restored.plane(c)[i])
            .isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
      }
    }
  }

  @Test
  void whatHasTheShapesOfAnIrcnnIsRefusedUntilItIsSaidWhatItIs() throws WeightFileException {
    Map<String, WeightArray> weights = chain(1, 1, 64, 7);
    assertRefused(
        weights,
        "7 layers of 64 features may be DnCNN or IRCNN, whose layers are dilated; their shapes",
        "--network dncnn or --network ircnn");
    RecognizedNetwork dilated = of(weights, PlainFamily.IRCNN);
    assertThat(dilated.config()).isEqualTo(PlainConfig.IRCNN);
    assertThat(dilated.arrays()).isEqualTo(weights);
    assertThat(of(weights, PlainFamily.DNCNN).config()).isEqualTo(PlainConfig.dncnn(1, 64, 7));
    assertThat(RecognizedNetwork.of(chain(1, 1, 16, 7), "f", Told.NOTHING).config())
        .isEqualTo(PlainConfig.dncnn(1, 16, 7));
  }

  @Test
  void whatVdsrAddsToAnImageIsTakenOffWithTheOtherSign() throws WeightFileException {
    Map<String, WeightArray> weights = chain(1, 1, 64, 20);
    assertThat(RecognizedNetwork.of(weights, "f", Told.NOTHING).config())
        .isEqualTo(PlainConfig.dncnn(1, 64, 20));
    RecognizedNetwork added = of(weights, PlainFamily.VDSR);
    assertThat(added.config()).isEqualTo(PlainConfig.VDSR);
    for (String name : weights.keySet()) {
      float[] values = weights.get(name).values();
      float[] found = added.arrays().get(name).values();
      for (int i = 0; i < values.length; i++) {
        assertThat(found[i]).isEqualTo(name.startsWith("model.38.") ? -values[i] : values[i]);
      }
    }
    weights.keySet().removeIf(name -> name.endsWith(".bias")); // as VDSR was published
    assertRefused(
        weights,
        "20 layers of 64 features may be DnCNN or VDSR, whose result is added to the image",
        "--network dncnn or --network");
  }

  @Test
  void aFamilyThatTheShapesAreNotOfIsRefusedWithBoth() throws WeightFileException {
    Map<String, WeightArray> weights = chain(1, 1, FEATURES, 4);
    assertRefused(
        weights,
        PlainFamily.FFDNET,
        "4 layers, of which the first reads 1 channels and the last makes 1: expected 5 and 4 (gray)"
            + " or 13 and 12 (color), as FFDNet has");
    assertRefused(weights, PlainFamily.FDNCNN, "expected 2 and 1 (gray) or 4 and 3 (color)");
    assertRefused(weights, PlainFamily.IRCNN, "expected 7 layers of 1 and 1 (gray) or 3 and 3");
    assertRefused(chain(5, 4, FEATURES, 3), PlainFamily.DNCNN, "expected 1 and 1 (gray) or 3 and");
    Map<String, WeightArray> rnan =
        RandomRnan.weights(new RnanConfig(1, 2, 2, Normalization.QUERIES, 1), 1);
    assertRefused(rnan, PlainFamily.DNCNN, "has the tensors of an RNAN: expected those of DnCNN");
    for (int[] channels : new int[][] {{15, 12}, {4, 4}, {10, 9}, {1, 3}}) {
      assertRefused(
          chain(channels[0], channels[1], FEATURES, 3),
          "reads %d channels and the last makes %d".formatted(channels[0], channels[1]),
          "or FFDNet's 5 and 4 (gray) or 13 and 12 (color)");
    }
  }

  @Test
  void ffdnetsBiasOfAnotherLengthIsRefusedByItsName() throws WeightFileException {
    Map<String, WeightArray> weights = chain(5, 4, FEATURES, 3);
    put(weights, "model.4.bias", 3);
    RecognizedNetwork found = RecognizedNetwork.of(weights, "f.pth", Told.NOTHING);
    assertThatThrownBy(() -> Networks.create(found.config(), Device.CPU, found.arrays(), "f.pth"))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("model.4.bias has shape [3], expected [4]");
  }

  private static RecognizedNetwork of(Map<String, WeightArray> weights, PlainFamily family)
      throws WeightFileException {
    return RecognizedNetwork.of(weights, "f.pth", new Told(Optional.of(family), Optional.empty()));
  }

  private static void assertRefused(
      Map<String, WeightArray> weights, PlainFamily family, String message) {
    assertThatThrownBy(() -> of(weights, family))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(message);
  }

  private static Map<String, WeightArray> chain(int in, int out, int features, int layers) {
    Map<String, WeightArray> weights = new LinkedHashMap<>();
    for (int i = 0; i < layers; i++) {
      int made = i == layers - 1 ? out : features;
      put(weights, "model." + 2 * i + ".weight", made, i == 0 ? in : features, 3, 3);
      put(weights, "model." + 2 * i + ".bias", made);
    }
    return weights;
  }

  @ParameterizedTest
  @ValueSource(strings = {"netG.", "_orig_mod.", "net.", "model.", "a.b.c.d."})
  void whatIsBeforeAllNamesIsTakenOff(String prefix) throws WeightFileException {
    RnanConfig config = new RnanConfig(3, 2, 2, Normalization.QUERIES, 1);
    for (Map<String, WeightArray> weights :
        List.of(chain(1, 1, FEATURES, 4), RandomRnan.weights(config, 1))) {
      Map<String, WeightArray> wrapped = new LinkedHashMap<>();
      weights.forEach((name, array) -> wrapped.put(prefix + name, array));
      assertThat(RecognizedNetwork.of(wrapped, "f", Told.NOTHING).arrays()).isEqualTo(weights);
      Map<String, WeightArray> besides = with(wrapped, "loss.weight", 1);
      assertRefused(besides, "holds no known network");
    }
  }

  @Test
  void anotherNetworkIsRefusedWithSomeOfItsNamesAndTheNetworksThatAreKnown() {
    Map<String, WeightArray> other = new LinkedHashMap<>();
    put(other, "conv_first\u001b[2J.weight", 1);
    for (int i = 0; i < 5; i++) {
      put(other, "layers." + i + "x".repeat(100), 1);
    }
    assertRefused(
        other,
        "conv_first?[2J.weight, layers.0x",
        "... and 2 more. Known are NLRN",
        "RNAN",
        "DnCNN");
    assertRefused(Map.of(), "it has no tensors. Known are NLRN");
  }

  private static Map<String, WeightArray> with(
      Map<String, WeightArray> arrays, String name, long... shape) {
    Map<String, WeightArray> changed = new LinkedHashMap<>(arrays);
    put(changed, name, shape);
    return changed;
  }

  private static Map<String, WeightArray> without(Map<String, WeightArray> arrays, String name) {
    Map<String, WeightArray> changed = new LinkedHashMap<>(arrays);
    changed.remove(name);
    return changed;
  }

  private static void assertRefused(Map<String, WeightArray> stateDict, String... message) {
    assertThatThrownBy(() -> RecognizedNetwork.of(stateDict, "f.pt", Told.NOTHING))
        .isInstanceOf(WeightFileException.class)
        .message()
        .startsWith("f.pt")
        .contains(message);
  }
}
