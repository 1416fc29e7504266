package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
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
  @CsvSource({"rnan-legacy, rnan", "dncnn-zip, dncnn"})
  void aNetworkOfPyTorchRestoresAsPyTorchDoes(String name, String kind) throws Exception {
    RecognizedNetwork found = RecognizedNetwork.of(read(name + ".pt"), name);
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
    RnanConfig found = (RnanConfig) RecognizedNetwork.of(read("rnan-legacy.pt"), "f").config();
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
    try (Network network = config.create(Device.CPU, arrays, "example")) {
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
  void anRnanOfAnyHeadAndSizeIsRecognised(int channels, int features, int blocks, int scale)
      throws WeightFileException {
    RnanConfig config = new RnanConfig(channels, features, blocks, Normalization.QUERIES, scale);
    Map<String, WeightArray> weights = RandomRnan.weights(config, 1);
    RecognizedNetwork found = RecognizedNetwork.of(weights, "f.pt");
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
    RecognizedNetwork found = RecognizedNetwork.of(torn, "f.pt");
    assertThatThrownBy(() -> found.config().create(Device.CPU, found.arrays(), "f.pt"))
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
        "images of 4 channels, expected 1 (gray) or 3 (colour)");
    assertRefused(
        with(RandomRnan.weights(gray, 1), "head.0.weight", 5, 1, 3, 3),
        "features 5: expected an even number");
    assertRefused(
        with(RandomRnan.weights(gray, 1), "head.0.weight", 1L << 40, 0, 3, 3), "integer overflow");
  }

  @Test
  void mergedConvolutionsOfDnCnnStayAsTheyAre() throws WeightFileException {
    DnCnnConfig config = new DnCnnConfig(3, 4, 5);
    try (DnCnn network = new DnCnn(config, Device.CPU, 1)) {
      Map<String, WeightArray> weights = network.parameters().toArrays();
      RecognizedNetwork found = RecognizedNetwork.of(weights, "f.pt");
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

    RecognizedNetwork found = RecognizedNetwork.of(modules, "f.pth");
    assertThat(found.config()).isEqualTo(new DnCnnConfig(1, FEATURES, 4));
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
        "module 3 is a convolution; expected number 4, behind a ReLU, as in DnCNN");
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
    assertRefused(behindRelu, "module 4 is a BatchNorm; expected it right behind a convolution");
    Map<String, WeightArray> first = new LinkedHashMap<>();
    putNorm(first, "model.0.");
    assertRefused(first, "module 0 is a BatchNorm; expected it right behind a convolution");
    Map<String, WeightArray> twice = new LinkedHashMap<>();
    put(twice, "model.0.weight", FEATURES, 1, 3, 3);
    putNorm(twice, "model.1.");
    putNorm(twice, "model.2.");
    assertRefused(twice, "module 2 is a BatchNorm");
    Map<String, WeightArray> wide = new LinkedHashMap<>();
    put(wide, "model.0.weight", 4, 1, 3, 3);
    putNorm(wide, "model.1.");
    assertRefused(wide, "of shape [3] behind a convolution of 4 channels");
    Map<String, WeightArray> two = new LinkedHashMap<>();
    put(two, "model.0.weight", 2, 2, 3, 3);
    put(two, "model.2.weight", 2, 2, 3, 3);
    assertRefused(two, "images of 2 channels, expected 1 (gray) or 3 (colour)");
    Map<String, WeightArray> one = new LinkedHashMap<>();
    put(one, "model.0.weight", 1, 1, 3, 3);
    assertRefused(one, "layers 1: expected 2 to 4096");
  }

  @Test
  void anotherNetworkIsRefusedWithSomeOfItsNamesAndTheNetworksThatAreKnown() {
    Map<String, WeightArray> other = new LinkedHashMap<>();
    put(other, "conv_first\u001b[2J.weight", 1);
    for (int i = 0; i < 5; i++) {
      put(other, "layers." + i + "x".repeat(100), 1);
    }
    assertRefused(
        other, "conv_first?[2J.weight, layers.0x", "... and 2 more. Known are RNAN", "DnCNN");
    assertRefused(Map.of(), "it has no tensors. Known are RNAN");
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
    assertThatThrownBy(() -> RecognizedNetwork.of(stateDict, "f.pt"))
        .isInstanceOf(WeightFileException.class)
        .message()
        .startsWith("f.pt")
        .contains(message);
  }
}
