package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layers of networks, against plain loops. */
class TensorLayersTest {
  private final TensorScope scope = TensorScope.open();

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "3, 1, 1", "3, 1, 0", "3, 2, 1", "5, 3, 2"})
  void conv2dIsTheSumOverChannelsAndTaps(int kernel, int stride, int padding) {
    float[] image = RandomNumbers.normal(1, 2 * 3 * 7 * 9);
    float[] weight = RandomNumbers.normal(2, 4 * 3 * kernel * kernel);
    float[] bias = RandomNumbers.normal(3, 4);
    int height = (7 + 2 * padding - kernel) / stride + 1;
    int width = (9 + 2 * padding - kernel) / stride + 1;
    double[] expected = new double[2 * 4 * height * width];
    int i = 0;
    for (int n = 0; n < 2; n++) {
      for (int out = 0; out < 4; out++) {
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            double sum = bias[out];
            for (int in = 0; in < 3; in++) {
              for (int ky = 0; ky < kernel; ky++) {
                for (int kx = 0; kx < kernel; kx++) {
                  int row = y * stride + ky - padding;
                  int column = x * stride + kx - padding;
                  if (row >= 0 && row < 7 && column >= 0 && column < 9) {
                    sum +=
                        (double) weight[((out * 3 + in) * kernel + ky) * kernel + kx]
                            * image[((n * 3 + in) * 7 + row) * 9 + column];
                  }
                }
              }
            }
            expected[i++] = sum;
          }
        }
      }
    }
    Tensor input = Tensor.of(image, Device.CPU, 2, 3, 7, 9);
    Tensor filters = Tensor.of(weight, Device.CPU, 4, 3, kernel, kernel);
    Tensor result = input.conv2d(filters, Tensor.of(bias, Device.CPU, 4), stride, padding);
    assertThat(result.shape()).containsExactly(2, 4, height, width);
    expect(result, expected, 1e-5);
    expect(
        input
            .channelsLast()
            .conv2d(filters.channelsLast(), Tensor.of(bias, Device.CPU, 4), stride, padding),
        expected,
        1e-5);
    for (int j = 0; j < expected.length; j++) {
      expected[j] -= bias[j / (height * width) % 4];
    }
    expect(input.conv2d(filters, null, stride, padding), expected, 1e-5);
  }

  /** oneDNN's convolution to bf16 is wrong here. */
  @ParameterizedTest
  @CsvSource({"14, 2", "20, 1", "40, 2", "64, 1"})
  void narrowImagesAreHalvedInBf16(int height, int width) {
    Tensor image = RandomNumbers.tensor(1, 2, 8, height, width).to(Precision.BF16);
    Tensor weight = RandomNumbers.tensor(2, 8, 8, 3, 3).to(Precision.BF16);
    Tensor bias = RandomNumbers.tensor(3, 8).to(Precision.BF16);
    Tensor exact =
        image.to(Precision.FP64).conv2d(weight.to(Precision.FP64), bias.to(Precision.FP64), 2, 1);
    for (Tensor layout : new Tensor[] {image, image.channelsLast()}) {
      Tensor result = layout.conv2d(weight, bias, 2, 1);
      assertThat(result.precision()).isEqualTo(Precision.BF16);
      assertThat(result.to(Precision.FP64).sub(exact).norm().item())
          .isLessThan(0.01 * exact.norm().item());
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 2, 2", "3, 1, 1", "2, 2, 0", "5, 3, 1"})
  void convTranspose2dSpreadsEachPixelOverTheTaps(int kernel, int stride, int padding) {
    float[] image = RandomNumbers.normal(1, 2 * 3 * 4 * 5);
    float[] weight = RandomNumbers.normal(2, 3 * 2 * kernel * kernel);
    float[] bias = RandomNumbers.normal(3, 2);
    int height = 3 * stride + kernel - 2 * padding;
    int width = 4 * stride + kernel - 2 * padding;
    double[] expected = new double[2 * 2 * height * width];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = bias[i / (height * width) % 2];
    }
    for (int i = 0; i < image.length; i++) {
      int n = i / 60;
      int in = i / 20 % 3;
      for (int j = 0; j < 2 * kernel * kernel; j++) {
        int out = j / (kernel * kernel);
        int row = i / 5 % 4 * stride + j / kernel % kernel - padding;
        int column = i % 5 * stride + j % kernel - padding;
        if (row >= 0 && row < height && column >= 0 && column < width) {
          expected[((n * 2 + out) * height + row) * width + column] +=
              (double) weight[in * 2 * kernel * kernel + j] * image[i];
        }
      }
    }
    Tensor input = Tensor.of(image, Device.CPU, 2, 3, 4, 5);
    Tensor filters = Tensor.of(weight, Device.CPU, 3, 2, kernel, kernel);
    Tensor shift = Tensor.of(bias, Device.CPU, 2);
    Tensor result = input.convTranspose2d(filters, shift, stride, padding);
    assertThat(result.shape()).containsExactly(2, 2, height, width);
    expect(result, expected, 1e-5);
    expect(
        input.channelsLast().convTranspose2d(filters.channelsLast(), shift, stride, padding),
        expected,
        1e-5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void pixelShuffleMakesSquaresOfChannels(int factor) {
    int square = factor * factor;
    float[] image = RandomNumbers.normal(1, 2 * 3 * square * 4 * 5);
    double[] expected = new double[image.length];
    for (int i = 0; i < image.length; i++) {
      int part = i / 20 % square;
      int row = i / 5 % 4 * factor + part / factor;
      int column = i % 5 * factor + part % factor;
      expected[(i / (20 * square) * 4 * factor + row) * 5 * factor + column] = image[i];
    }
    Tensor result = Tensor.of(image, Device.CPU, 2, 3L * square, 4, 5).pixelShuffle(factor);
    assertThat(result.shape()).containsExactly(2, 3, 4L * factor, 5L * factor);
    expect(result, expected, 0);
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 4", "3, 2, 2"})
  void pixelUnshuffleUndoesPixelShuffle(int factor, int height, int width) {
    Tensor image = RandomNumbers.tensor(1, 2, 3L * factor * factor, height, width);
    Tensor result = image.pixelShuffle(factor).pixelUnshuffle(factor);
    assertThat(result.shape()).isEqualTo(image.shape());
    assertThat(result.toFloats()).isEqualTo(image.toFloats());
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 6, 7", "3, 3, 5, 4", "4, 4, 1, 9", "2, 4, 3, 3"})
  void dilatedConvolutionsAreThoseOfFiltersWithZerosBetween(
      int dilation, int padding, int height, int width) {
    Tensor image = RandomNumbers.tensor(1, 2, 3, height, width).to(Precision.FP64);
    float[] weight = RandomNumbers.normal(2, 4 * 3 * 9);
    int side = 2 * dilation + 1;
    float[] spread = new float[4 * 3 * side * side];
    for (int i = 0; i < weight.length; i++) {
      int row = i % 9 / 3 * dilation;
      int column = i % 3 * dilation;
      spread[(i / 9 * side + row) * side + column] = weight[i];
    }
    Tensor bias = RandomNumbers.tensor(3, 4).to(Precision.FP64);
    Tensor filters = Tensor.of(weight, Device.CPU, 4, 3, 3, 3).to(Precision.FP64);
    Tensor large = Tensor.of(spread, Device.CPU, 4, 3, side, side).to(Precision.FP64);
    Tensor expected = image.conv2d(large, bias, 1, padding);
    Tensor result = image.dilatedConv2d(filters, bias, padding, padding, dilation);
    assertThat(result.shape()).isEqualTo(expected.shape());
    assertThat(result.sub(expected).abs().max()).isLessThan(1e-12);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "1, 1, 0", "2, 0, 2", "3, 1, 3", "3, 3, 0"})
  void rowsArePaddedOtherwiseThanColumns(int dilation, int rowPadding, int columnPadding) {
    int most = 3;
    Tensor image = RandomNumbers.tensor(1, 2, 4, 9, 8);
    Tensor weight = RandomNumbers.tensor(2, 5, 4, 3, 3);
    Tensor bias = RandomNumbers.tensor(3, 5);
    for (Precision precision : Precision.values()) {
      double tolerance = precision == Precision.BF16 ? 0.2 : 1e-5;
      Tensor x = image.to(precision);
      Tensor w = weight.to(precision);
      Tensor b = bias.to(precision);
      Tensor padded = x.dilatedConv2d(w, b, most, most, dilation);
      int rows = 9 + 2 * rowPadding - 2 * dilation;
      int columns = 8 + 2 * columnPadding - 2 * dilation;
      Tensor expected =
          padded.narrow(2, most - rowPadding, rows).narrow(3, most - columnPadding, columns);
      Tensor result = x.dilatedConv2d(w, b, rowPadding, columnPadding, dilation);
      assertThat(result.shape()).isEqualTo(expected.shape());
      assertThat(result.sub(expected).abs().max()).isLessThan(tolerance);
      try (TensorScope scope = TensorScope.withoutGradients()) { // ReLU is fused
        Tensor positive = x.dilatedConv2dRelu(w, b, rowPadding, columnPadding, dilation);
        assertThat(positive.sub(expected.relu()).abs().max()).isLessThan(tolerance);
      }
    }
  }

  @Test
  void theLastColumnAndRowAreRepeated() {
    Tensor image = Tensor.of(new float[] {1, 2, 3, 4}, Device.CPU, 1, 1, 2, 2);
    expect(image.padReplicate(2, 0), new double[] {1, 2, 2, 2, 3, 4, 4, 4}, 0);
    expect(image.padReplicate(1, 1), new double[] {1, 2, 2, 3, 4, 4, 3, 4, 4}, 0);
    Tensor one = Tensor.of(new float[] {5}, Device.CPU, 1, 1, 1, 1).padReplicate(1, 2);
    assertThat(one.shape()).containsExactly(1, 1, 3, 2);
    expect(one, new double[] {5, 5, 5, 5, 5, 5}, 0);
  }

  @Test
  void imagesAreMirroredAboutTheirLastColumnAndRow() {
    Tensor image = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, Device.CPU, 1, 1, 3, 3);
    expect(image.padMirrored(1, 0), new double[] {1, 2, 3, 2, 4, 5, 6, 5, 7, 8, 9, 8}, 0);
    expect(image.padMirrored(0, 1), new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 5, 6}, 0);
    Tensor both = image.padMirrored(2, 1);
    assertThat(both.shape()).containsExactly(1, 1, 4, 5);
    expect(both, new double[] {1, 2, 3, 2, 1, 4, 5, 6, 5, 4, 7, 8, 9, 8, 7, 4, 5, 6, 5, 4}, 0);
  }

  @Test
  void theSigmoidIsTheLogisticFunction() {
    double e = Math.exp(1);
    expect(
        Tensor.of(new float[] {0, 1, -1, 200, -200}, Device.CPU, 5).sigmoid(),
        new double[] {0.5, e / (1 + e), 1 / (1 + e), 1, 0},
        1e-6);
  }

  @Test
  void absoluteValuesHaveNoSign() {
    expect(Tensor.of(new float[] {0, 1.5f, -2}, Device.CPU, 3).abs(), new double[] {0, 1.5, 2}, 0);
  }

  @Test
  void softmaxDividesExponentialsByTheirSum() {
    float[] values = RandomNumbers.normal(1, 2 * 3 * 4);
    double[] expected = new double[24];
    for (int i = 0; i < 24; i++) {
      int first = i / 12 * 12 + i % 4;
      double sum =
          Math.exp(values[first]) + Math.exp(values[first + 4]) + Math.exp(values[first + 8]);
      expected[i] = Math.exp(values[i]) / sum;
    }
    expect(Tensor.of(values, Device.CPU, 2, 3, 4).softmax(1), expected, 1e-6);
  }

  @Test
  void softmaxOfLargeNumbersAndMaskedOnesIsFinite() {
    float[] values = {1000, 999, Float.NEGATIVE_INFINITY, -1000};
    double e = Math.exp(-1);
    expect(
        Tensor.of(values, Device.CPU, 1, 4).softmax(1),
        new double[] {1 / (1 + e), e / (1 + e), 0, 0},
        1e-6);
  }

  @Test
  void matmulMultipliesEachPairOfMatrices() {
    float[] a = RandomNumbers.normal(1, 2 * 3 * 5);
    float[] b = RandomNumbers.normal(2, 2 * 5 * 4);
    float[] c = RandomNumbers.normal(3, 2 * 3 * 4);
    double[] product = new double[24];
    double[] sum = new double[24];
    for (int i = 0; i < 24; i++) {
      for (int k = 0; k < 5; k++) {
        product[i] += (double) a[i / 12 * 15 + i / 4 % 3 * 5 + k] * b[i / 12 * 20 + k * 4 + i % 4];
      }
      sum[i] = c[i] + product[i];
    }
    Tensor left = Tensor.of(a, Device.CPU, 2, 3, 5);
    Tensor right = Tensor.of(b, Device.CPU, 2, 5, 4);
    Tensor added = Tensor.of(c, Device.CPU, 2, 3, 4);
    expect(left.matmul(right), product, 1e-5);
    expect(added.addMatmul(left, right), sum, 1e-5);
    assertThat(added.toFloats()).containsExactly(c);
    assertThat(added.addMatmulInPlace(left, right)).isSameAs(added);
    expect(added, sum, 1e-5);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FP32", "BF16"})
  void batchNormInTrainingNormalizesByTheBatchAndMovesItsStatistics(Precision precision) {
    Tensor image = RandomNumbers.tensor(1, 2, 3, 4, 5).to(precision);
    float[] rounded = image.toFloats();
    float[] weight = RandomNumbers.normal(2, 3);
    float[] bias = RandomNumbers.normal(3, 3);
    Tensor runningMean = Tensor.of(new float[] {1, 2, 3}, Device.CPU, 3);
    Tensor runningVariance = Tensor.of(new float[] {4, 5, 6}, Device.CPU, 3);
    double[] expected = new double[120];
    double[] expectedMean = new double[3];
    double[] expectedVariance = new double[3];
    for (int c = 0; c < 3; c++) {
      double mean = 0;
      for (int i = 0; i < 40; i++) {
        mean += rounded[index(i, c)] / 40;
      }
      double variance = 0;
      for (int i = 0; i < 40; i++) {
        variance += Math.pow(rounded[index(i, c)] - mean, 2) / 40;
      }
      for (int i = 0; i < 40; i++) {
        double normalized = (rounded[index(i, c)] - mean) / Math.sqrt(variance + 0.1);
        expected[index(i, c)] = weight[c] * normalized + bias[c];
      }
      expectedMean[c] = 0.75 * (c + 1) + 0.25 * mean;
      expectedVariance[c] = 0.75 * (c + 4) + 0.25 * variance * 40 / 39;
    }
    Tensor result =
        image.batchNorm(
            Tensor.of(weight, Device.CPU, 3),
            Tensor.of(bias, Device.CPU, 3),
            runningMean,
            runningVariance,
            true,
            0.25,
            0.1);
    assertThat(result.precision()).isEqualTo(precision);
    expect(result, expected, precision == Precision.FP32 ? 1e-5 : 0.02);
    expect(runningMean, expectedMean, 1e-5);
    expect(runningVariance, expectedVariance, 1e-5);
  }

  @Test
  void batchNormAfterTrainingNormalizesByItsStatistics() {
    float[] image = RandomNumbers.normal(1, 120);
    Tensor runningMean = Tensor.of(new float[] {1, 2, 3}, Device.CPU, 3);
    Tensor runningVariance = Tensor.of(new float[] {4, 5, 6}, Device.CPU, 3);
    float[] weight = RandomNumbers.normal(2, 3);
    float[] bias = RandomNumbers.normal(3, 3);
    double[] expected = new double[120];
    for (int i = 0; i < 120; i++) {
      int c = i / 20 % 3;
      expected[i] = weight[c] * (image[i] - (c + 1)) / Math.sqrt(c + 4 + 0.1) + bias[c];
    }
    expect(
        Tensor.of(image, Device.CPU, 2, 3, 4, 5)
            .batchNorm(
                Tensor.of(weight, Device.CPU, 3),
                Tensor.of(bias, Device.CPU, 3),
                runningMean,
                runningVariance,
                false,
                0.25,
                0.1),
        expected,
        1e-5);
    assertThat(runningMean.toFloats()).containsExactly(1, 2, 3);
    assertThat(runningVariance.toFloats()).containsExactly(4, 5, 6);
  }

  /** Where the i-th of the 40 numbers of a channel is in {@code [2, 3, 4, 5]}. */
  private static int index(int i, int channel) {
    return i / 20 * 60 + channel * 20 + i % 20;
  }

  private static void expect(Tensor actual, double[] expected, double tolerance) {
    float[] values = actual.toFloats();
    assertThat(values).hasSameSizeAs(expected);
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance));
    }
  }
}
