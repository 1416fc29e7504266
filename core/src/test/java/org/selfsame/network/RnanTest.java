package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

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
              Tensor.of(input, Device.CPU, 2, channels, height, width), Pass.restoring(precision));
      assertThat(actual.shape()).containsExactly(expected.shape());
      assertThat(actual.precision())
          .isEqualTo(precision == Precision.FP64 ? precision : Precision.FP32);
      double error = actual.to(Precision.FP64).sub(expected).norm().item();
      assertThat(error / expected.norm().item()).as("%s", precision).isLessThan(tolerance);
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
