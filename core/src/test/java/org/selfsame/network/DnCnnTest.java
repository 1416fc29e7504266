package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.network.Pass.Reach;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.NativeObjects;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

class DnCnnTest {
  @Test
  void thePapersNetworkHasSeventeenLayers() {
    // 15 of 64 x 64 x 9 weights, the first and the last of 64 x 9, and a bias for each feature.
    long weights = 15L * 64 * 64 * 9 + 2 * 64 * 9 + 16 * 64 + 1;
    try (DnCnn network = new DnCnn(DnCnnConfig.PAPER, Device.CPU, 1)) {
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

  @Test
  void necessaryOperationsAreThoseOfAllWeights() {
    try (DnCnn network = new DnCnn(DnCnnConfig.PAPER, Device.CPU, 1)) {
      assertThat(network.necessaryFlop(6, 8)).isEqualTo(2L * 48 * (15L * 64 * 64 * 9 + 2 * 64 * 9));
      assertThat(network.neighborhood()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 6, 3, 5, 7", "3, 4, 5, 6, 4", "1, 3, 2, 1, 1", "3, 6, 4, 1, 9"})
  void aPassTakesOffWhatTheConvolutionsFind(
      int imageChannels, int features, int layers, int height, int width) {
    float[] input = RandomNumbers.normal(9, imageChannels * height * width);
    try (DnCnn network = random(new DnCnnConfig(imageChannels, features, layers))) {
      double[][] expected = slow(network, input, height, width);
      float[] exact = forward(network, Precision.FP64, input, height, width);
      float[] single = forward(network, Precision.FP32, input, height, width);
      float[] rounded = forward(network, Precision.BF16, input, height, width);
      assertThat(exact).hasSize(imageChannels * height * width);
      for (int i = 0; i < exact.length; i++) {
        double value = expected[i / (height * width)][i % (height * width)];
        assertThat((double) exact[i]).isCloseTo(value, within(2e-7 * (1 + Math.abs(value))));
        assertThat((double) single[i]).isCloseTo(value, within(1e-5));
        assertThat((double) rounded[i]).isCloseTo(value, within(0.05));
      }
    }
  }

  private static float[] forward(
      DnCnn network, Precision precision, float[] input, int height, int width) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor image =
          Tensor.of(input, Device.CPU, 1, network.config().imageChannels(), height, width);
      return network.forward(image, Pass.restoring(precision)).toFloats();
    }
  }

  private static double[][] slow(DnCnn network, float[] input, int height, int width) {
    Map<String, WeightArray> weights = network.parameters().toArrays();
    int channels = network.config().imageChannels();
    double[][] image = new double[channels][height * width];
    for (int i = 0; i < input.length; i++) {
      image[i / (height * width)][i % (height * width)] = input[i];
    }
    double[][] x = image;
    int last = 2 * (network.config().layers() - 1);
    for (int layer = 0; layer <= last; layer += 2) {
      x =
          conv(
              x,
              weights.get("model." + layer + ".weight").values(),
              weights.get("model." + layer + ".bias").values(),
              height,
              width,
              layer < last);
    }
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < height * width; i++) {
        x[c][i] = image[c][i] - x[c][i];
      }
    }
    return x;
  }

  private static double[][] conv(
      double[][] x, float[] weight, float[] bias, int height, int width, boolean relu) {
    double[][] result = new double[bias.length][height * width];
    for (int out = 0; out < bias.length; out++) {
      for (int i = 0; i < height * width; i++) {
        double sum = bias[out];
        for (int in = 0; in < x.length; in++) {
          for (int tap = 0; tap < 9; tap++) {
            int row = i / width + tap / 3 - 1;
            int column = i % width + tap % 3 - 1;
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

  @Test
  void gradientsAreSlopes() {
    try (DnCnn network = random(new DnCnnConfig(3, 4, 4))) {
      new GradientCheck(network, Reach.WINDOW).expectSlopes();
    }
  }

  @ParameterizedTest
  @CsvSource({"FP32, 0.99999", "BF16, 0.99"})
  void gradientsOfFewerBitsPointTheSameWay(Precision precision, double cosine) {
    try (DnCnn network = random(new DnCnnConfig(1, 8, 5))) {
      assertThat(new GradientCheck(network, Reach.WINDOW).cosine(precision)).isGreaterThan(cosine);
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
    try (DnCnn network = random(new DnCnnConfig(1, 4, 4))) {
      for (Precision precision : Precision.values()) {
        forward(network, precision, new float[35], 5, 7);
        try (TensorScope scope = TensorScope.open()) {
          Tensor image = RandomNumbers.tensor(1, 1, 1, 5, 7);
          network.forward(image, Pass.training(precision)).sum().backward();
        }
      }
    }
  }

  @Test
  void anInputOfOtherChannelsIsRefused() {
    try (TensorScope scope = TensorScope.open();
        DnCnn network = new DnCnn(new DnCnnConfig(3, 4, 2), Device.CPU, 1)) {
      Tensor image = RandomNumbers.tensor(1, 1, 1, 9, 9);
      assertThatThrownBy(() -> network.forward(image, Pass.restoring(Precision.FP32)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("input of shape [1, 1, 9, 9]: expected [n, 3, height, width]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 64, 17, 'imageChannels 0: expected 1 to 4096'",
    "1, 0, 17, 'features 0: expected 1 to 4096'",
    "1, 64, 1, 'layers 1: expected 2 to 4096'"
  })
  void sizesOutOfRangeAreRefused(int imageChannels, int features, int layers, String message) {
    assertThatThrownBy(() -> new DnCnnConfig(imageChannels, features, layers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void itsConfigHasTheKeysOfWeightFiles() {
    assertThat(DnCnnConfig.PAPER.toJson())
        .isEqualTo("{\"imageChannels\":1,\"features\":64,\"layers\":17}");
  }

  /** Every number is random, and features keep about their size. */
  private static DnCnn random(DnCnnConfig config) {
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    try (DnCnn untrained = new DnCnn(config, Device.CPU, 1)) {
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
      return DnCnn.of(config, Device.CPU, arrays, "random weights");
    } catch (WeightFileException e) {
      throw new IllegalStateException(e);
    }
  }
}
