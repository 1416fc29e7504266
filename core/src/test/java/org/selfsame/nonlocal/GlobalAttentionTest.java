package org.selfsame.nonlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.system.PeakMemory;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.NativeObjects;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

class GlobalAttentionTest {
  /** How weights come to be. */
  private enum Way {
    /** As the operation chooses: those of small bf16 images with gradients are stored. */
    CHOSEN,
    /** Never stored. */
    STREAMED,
    /** With what every device has. */
    GENERAL
  }

  private final TensorScope scope = TensorScope.open();

  @AfterEach
  void closeScope() {
    scope.close();
  }

  /** Images, channels, height, width: libtorch's blocks are 32, 64 or 256 by 512 pixels. */
  private static Stream<Arguments> sizes() {
    return Stream.of(
            new int[] {1, 1, 1, 1},
            new int[] {2, 3, 1, 7},
            new int[] {3, 4, 5, 9},
            new int[] {1, 32, 13, 17},
            new int[] {2, 5, 27, 31}, // 837
            new int[] {1, 8, 23, 45}) // 1035: blocks and a rest both ways
        .flatMap(
            size ->
                Stream.of(Normalization.values())
                    .map(
                        form ->
                            Arguments.of(form, new Problem(size[0], size[1], size[2], size[3]))));
  }

  /** What the operation is given, the number it leads to, and what is expected, in double. */
  private static final class Problem {
    final int n;
    final int channels;
    final int height;
    final int width;

    /** Queries, keys and values {@code [image][channel][pixel]}, and a slope for each result. */
    final double[][][][] inputs = new double[4][][][];

    Problem(int n, int channels, int height, int width) {
      this.n = n;
      this.channels = channels;
      this.height = height;
      this.width = width;
      for (int k = 0; k < 4; k++) {
        float[] values = tensor(k, Precision.FP32).toFloats();
        inputs[k] = new double[n][channels][pixels()];
        for (int i = 0; i < values.length; i++) {
          inputs[k][i / (channels * pixels())][i / pixels() % channels][i % pixels()] = values[i];
        }
      }
    }

    int pixels() {
      return height * width;
    }

    /** Numbers that bf16 holds, so that it is given the same. */
    Tensor tensor(int k, Precision precision) {
      try (TensorScope own = TensorScope.open()) {
        Tensor normal = RandomNumbers.tensor(k, n, channels, height, width);
        Tensor scaled = normal.mul(k < 2 ? 1.5 / Math.sqrt(Math.sqrt(channels)) : 1);
        return own.keep(scaled.to(Precision.BF16).to(Precision.FP32).to(precision));
      }
    }

    /** The result and the gradients of queries, keys and values. */
    List<float[]> run(Normalization normalization, Precision precision, Way way) {
      try (TensorScope own = TensorScope.open()) {
        List<Tensor> gradients = new ArrayList<>();
        List<Tensor> leaves = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
          gradients.add(Tensor.zeros(precision, Device.CPU, n, channels, height, width));
          leaves.add(tensor(k, precision).collectGradient(gradients.get(k)));
        }
        Tensor z =
            way == Way.CHOSEN
                ? GlobalAttention.attend(normalization, leaves.get(0), leaves.get(1), leaves.get(2))
                : planar(
                    GlobalAttention.function(
                        normalization,
                        way == Way.GENERAL,
                        rows(leaves.get(0)),
                        rows(leaves.get(1)),
                        rows(leaves.get(2))));
        assertThat(z.shape()).containsExactly(n, channels, height, width);
        assertThat(z.precision()).isEqualTo(precision);
        z.mul(tensor(3, precision)).sum().backward();
        List<float[]> results = new ArrayList<>(List.of(z.toFloats()));
        gradients.forEach(gradient -> results.add(gradient.toFloats()));
        return results;
      }
    }

    private Tensor rows(Tensor feature) {
      return feature.permute(0, 2, 3, 1).reshape(n, -1, channels);
    }

    private Tensor planar(Tensor rows) {
      return rows.view(n, height, width, channels).permute(0, 3, 1, 2);
    }

    @Override
    public String toString() {
      return "%d x %d x %d x %d".formatted(n, channels, height, width);
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void resultAndGradientsAreThoseOfTheEquation(Normalization normalization, Problem problem) {
    expectClose(normalization, problem, Precision.FP64, Way.CHOSEN, 1e-6);
    expectClose(normalization, problem, Precision.FP32, Way.CHOSEN, 1e-4);
    expectClose(normalization, problem, Precision.FP32, Way.GENERAL, 1e-4);
  }

  /** Weights, values and results are rounded to 8 bits each. */
  @ParameterizedTest
  @MethodSource("sizes")
  void bf16IsOffByItsRoundingsOnly(Normalization normalization, Problem problem) {
    expectClose(normalization, problem, Precision.BF16, Way.STREAMED, 0.02);
  }

  /** Products are rounded, too, before their exponentials are taken. */
  @ParameterizedTest
  @MethodSource("sizes")
  void storedWeightsOfBf16AreOffByTheirRoundingsOnly(Normalization normalization, Problem problem) {
    expectClose(normalization, problem, Precision.BF16, Way.CHOSEN, 0.05);
  }

  /** Relative to the root mean square of each result, and for the largest error. */
  private static void expectClose(
      Normalization normalization,
      Problem problem,
      Precision precision,
      Way way,
      double tolerance) {
    List<float[]> actual = problem.run(normalization, precision, way);
    double[][][][] expected = SlowGlobalAttention.of(normalization, problem.inputs);
    for (int k = 0; k < 4; k++) {
      double squares = 0;
      double largestError = 0;
      int i = 0;
      for (double[][] image : expected[k]) {
        for (double[] channel : image) {
          for (double value : channel) {
            squares += value * value;
            largestError = Math.max(largestError, Math.abs(actual.get(k)[i++] - value));
          }
        }
      }
      // Of a single pixel the weight is 1, and all gradients but that of the value are 0.
      double size = Math.max(1e-3, Math.sqrt(squares / i));
      assertThat(largestError)
          .as("%s %s %s, result %d of %s", normalization, precision, way, k, problem)
          .isLessThan(tolerance * size * Math.sqrt(2 * Math.log(2.0 * i + 2)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeProductsStayFinite(Normalization normalization) {
    Tensor theta = RandomNumbers.tensor(1, 1, 4, 9, 9).mul(60);
    Tensor phi = RandomNumbers.tensor(2, 1, 4, 9, 9).mul(60);
    Tensor g = RandomNumbers.tensor(3, 1, 4, 9, 9);
    Tensor exact =
        GlobalAttention.attend(
            normalization, theta.to(Precision.FP64), phi.to(Precision.FP64), g.to(Precision.FP64));
    Tensor z = GlobalAttention.attend(normalization, theta, phi, g);
    assertThat(z.sub(exact.to(Precision.FP32)).norm().item())
        .isLessThan(0.02 * exact.norm().item());
  }

  /** From where exponentials fit into a float to where they do not, and some are of one pixel. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 2, 3, 4, 5, 7, 10, 20})
  void keysOfAnyNormAreWeighedOverQueries(double scale) {
    Tensor theta = RandomNumbers.tensor(1, 1, 4, 9, 9).mul(scale).to(Precision.BF16);
    Tensor phi = RandomNumbers.tensor(2, 1, 4, 9, 9).mul(scale).to(Precision.BF16);
    Tensor g = RandomNumbers.tensor(3, 1, 4, 9, 9).to(Precision.BF16);
    assertThat(errorOverQueries(theta, phi, g, Precision.FP32)).isLessThan(1e-4);
    assertThat(errorOverQueries(theta, phi, g, Precision.BF16)).isLessThan(0.02);
    Tensor exact = overQueries(theta, phi, g, Precision.FP64);
    Tensor twice =
        GlobalAttention.OverQueries.twice(rows(theta), rows(phi), rows(g))
            .view(1, 9, 9, 4)
            .permute(0, 3, 1, 2);
    assertThat(twice.to(Precision.FP64).sub(exact).norm().item())
        .isLessThan(0.02 * exact.norm().item());
  }

  /** Products of thousands, whose last bits decide: of most keys all the weight is on one query. */
  @ParameterizedTest
  @ValueSource(doubles = {5, 20, 50, 100})
  void sharpWeightsAreAsPreciseAsThoseThatAreStored(double scale) {
    Tensor theta = RandomNumbers.tensor(1, 1, 32, 24, 24).mul(scale);
    Tensor phi = RandomNumbers.tensor(2, 1, 32, 24, 24).mul(scale);
    Tensor g = RandomNumbers.tensor(3, 1, 32, 24, 24);
    Tensor exact = overQueries(theta, phi, g, Precision.FP64);
    Tensor stored =
        GlobalAttention.stored(Normalization.QUERIES, rows(theta), rows(phi), rows(g))
            .view(1, 24, 24, 32)
            .permute(0, 3, 1, 2);
    double error = stored.to(Precision.FP64).sub(exact).norm().item() / exact.norm().item();
    assertThat(errorOverQueries(theta, phi, g, Precision.FP32)).isLessThan(2 * error);
  }

  private static Tensor rows(Tensor feature) {
    return feature.permute(0, 2, 3, 1).reshape(feature.size(0), -1, feature.size(1));
  }

  private static double errorOverQueries(Tensor theta, Tensor phi, Tensor g, Precision precision) {
    Tensor exact = overQueries(theta, phi, g, Precision.FP64);
    Tensor z = overQueries(theta, phi, g, precision).to(Precision.FP64);
    return z.sub(exact).norm().item() / exact.norm().item();
  }

  private static Tensor overQueries(Tensor theta, Tensor phi, Tensor g, Precision precision) {
    return GlobalAttention.attend(
        Normalization.QUERIES, theta.to(precision), phi.to(precision), g.to(precision));
  }

  @Test
  void theTwoNormalizationsAreEachOthersTransposes() {
    // sum_i z_i x_i over queries of one is sum_j of the other with the parts exchanged
    Tensor theta = RandomNumbers.tensor(1, 1, 4, 7, 9);
    Tensor phi = RandomNumbers.tensor(2, 1, 4, 7, 9);
    Tensor g = RandomNumbers.tensor(3, 1, 4, 7, 9);
    Tensor x = RandomNumbers.tensor(4, 1, 4, 7, 9);
    double overQueries =
        GlobalAttention.attend(Normalization.QUERIES, theta, phi, g).mul(x).sum().item();
    double overKeys = GlobalAttention.attend(Normalization.KEYS, phi, theta, x).mul(g).sum().item();
    assertThat(overQueries).isCloseTo(overKeys, within(1e-4));
  }

  @Test
  void overKeysItIsThePatchCorrelationOfTheSameEquation() {
    Tensor theta = RandomNumbers.tensor(1, 2, 4, 7, 9);
    Tensor phi = RandomNumbers.tensor(2, 2, 4, 7, 9);
    Tensor g = RandomNumbers.tensor(3, 2, 4, 7, 9);
    try (Correlation patch = new PatchCorrelation(Affinity.EMBEDDED_GAUSSIAN, false)) {
      assertThat(GlobalAttention.attend(Normalization.KEYS, theta, phi, g).toFloats())
          .containsExactly(patch.attend(theta, phi, g).toFloats(), within(1e-5f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void channelsMayBeFastestInMemory(Normalization normalization) {
    Tensor theta = RandomNumbers.tensor(1, 2, 4, 7, 9);
    Tensor phi = RandomNumbers.tensor(2, 2, 4, 7, 9);
    Tensor g = RandomNumbers.tensor(3, 2, 4, 7, 9);
    assertThat(
            GlobalAttention.attend(
                    normalization, theta.channelsLast(), phi.channelsLast(), g.channelsLast())
                .toFloats())
        .containsExactly(
            GlobalAttention.attend(normalization, theta, phi, g).toFloats(), within(1e-6f));
  }

  @ParameterizedTest
  @EnumSource
  void valuesOfOtherShapesAreRefused(Normalization normalization) {
    Tensor theta = RandomNumbers.tensor(1, 1, 4, 7, 9);
    Tensor g = RandomNumbers.tensor(2, 1, 3, 7, 9);
    assertThatThrownBy(() -> GlobalAttention.attend(normalization, theta, theta, g))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "queries [1, 4, 7, 9], keys [1, 4, 7, 9] and values [1, 3, 7, 9]:"
                + " expected three of one shape [n, channels, height, width]");
  }

  @ParameterizedTest
  @EnumSource
  void usesLeaveNothingInNativeMemory(Normalization normalization) {
    Problem problem = new Problem(1, 4, 9, 9);
    problem.run(normalization, Precision.FP32, Way.CHOSEN);
    long before = NativeObjects.count();
    problem.run(normalization, Precision.BF16, Way.CHOSEN);
    problem.run(normalization, Precision.BF16, Way.STREAMED);
    problem.run(normalization, Precision.FP32, Way.GENERAL);
    assertThat(NativeObjects.count()).isLessThanOrEqualTo(before);
  }

  /** Of 16,384 pixels, whose pairs would take 1 GiB in float32. */
  @ParameterizedTest
  @CsvSource({"KEYS, FP32", "QUERIES, FP32", "KEYS, BF16", "QUERIES, BF16"})
  void memoryIsThatOfPixelsNotOfPairs(Normalization normalization, Precision precision) {
    Problem problem = new Problem(1, 8, 128, 128);
    PeakMemory.Since since = PeakMemory.reset();
    assumeTrue(since == PeakMemory.Since.RESET, "only Linux tells a process's largest memory");
    long before = PeakMemory.read(since).orElseThrow().bytes();
    problem.run(normalization, precision, Way.CHOSEN);
    assertThat(PeakMemory.read(since).orElseThrow().bytes() - before).isLessThan(256L << 20);
  }
}
