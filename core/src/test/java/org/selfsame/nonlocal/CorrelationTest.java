package org.selfsame.nonlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** Three steps on two images, with 3 embedding and 4 value channels. */
class CorrelationTest {
  private static final int IMAGES = 2;
  private static final int STEPS = 3;
  private static final int EMBEDDING = 3;
  private static final int CHANNELS = 4;

  private final TensorScope scope = TensorScope.open();

  @AfterEach
  void closeScope() {
    scope.close();
  }

  /** Height, width, neighborhood. */
  private static Stream<Arguments> sizes() {
    return Stream.of(
        Arguments.of(13, 17, 5),
        Arguments.of(33, 18, 7), // 3 x 2 tiles
        Arguments.of(16, 32, 3), // whole tiles
        Arguments.of(18, 5, 5), // as wide as the window
        Arguments.of(6, 19, 9), // lower than the window, not lower than its half
        Arguments.of(19, 3, 9),
        Arguments.of(3, 4, 9), // smaller than the window
        Arguments.of(9, 11, 1),
        Arguments.of(1, 33, 3),
        Arguments.of(1, 1, 5));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void windowsGiveWhatTheEquationSays(int height, int width, int size) {
    for (Affinity affinity : List.of(Affinity.EMBEDDED_GAUSSIAN, Affinity.EMBEDDED_DOT_PRODUCT)) {
      for (boolean propagate : new boolean[] {true, false}) {
        for (Border border : Border.values()) {
          expectSame(
              new WindowedCorrelation(affinity, propagate, new Window(size, 1, border), STEPS),
              () ->
                  SlowNonlocal.windowed(
                      affinity, propagate, new Window(size, 1, border), height, width),
              height,
              width);
        }
      }
    }
  }

  /** Height, width, neighborhood, block. */
  private static Stream<Arguments> blocks() {
    return Stream.of(
        Arguments.of(13, 17, 6, 2),
        Arguments.of(16, 24, 8, 4), // whole blocks
        Arguments.of(19, 33, 9, 5),
        Arguments.of(18, 9, 12, 4), // narrower than the window
        Arguments.of(11, 14, 3, 3), // no more than the block itself
        Arguments.of(7, 13, 12, 8), // blocks that the image does not fill
        Arguments.of(1, 33, 8, 4),
        Arguments.of(1, 1, 8, 4));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void blocksShareAWindow(int height, int width, int size, int block) {
    for (Affinity affinity : List.of(Affinity.EMBEDDED_GAUSSIAN, Affinity.EMBEDDED_DOT_PRODUCT)) {
      for (Border border : Border.values()) {
        Window window = new Window(size, block, border);
        expectSame(
            new WindowedCorrelation(affinity, true, window, STEPS),
            () -> SlowNonlocal.windowed(affinity, true, window, height, width),
            height,
            width);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachAffinityIsNormalizedInItsWay(Affinity affinity) {
    expectSame(
        new WindowedCorrelation(affinity, true, new Window(5, 1, Border.SHIFTED), STEPS),
        () -> SlowNonlocal.windowed(affinity, true, new Window(5, 1, Border.SHIFTED), 9, 7),
        9,
        7);
    expectSame(
        new PatchCorrelation(affinity, true), () -> SlowNonlocal.patch(affinity, true, 9, 7), 9, 7);
  }

  @ParameterizedTest
  @CsvSource({"13, 17", "1, 6", "8, 1", "1, 1"})
  void patchesGiveWhatTheEquationSays(int height, int width) {
    for (Affinity affinity : List.of(Affinity.EMBEDDED_GAUSSIAN, Affinity.EMBEDDED_DOT_PRODUCT)) {
      for (boolean propagate : new boolean[] {true, false}) {
        expectSame(
            new PatchCorrelation(affinity, propagate),
            () -> SlowNonlocal.patch(affinity, propagate, height, width),
            height,
            width);
      }
    }
  }

  /** Of 50 features two steps are multiplied at once, of 100 each step by itself. */
  @ParameterizedTest
  @ValueSource(ints = {50, 100})
  void correlationsOfLongEmbeddingsAreStored(int embedding) {
    for (Affinity affinity : List.of(Affinity.EMBEDDED_GAUSSIAN, Affinity.EMBEDDED_DOT_PRODUCT)) {
      expectSame(
          new PatchCorrelation(affinity, true),
          () -> SlowNonlocal.patch(affinity, true, 7, 9),
          7,
          9,
          embedding,
          2e-4);
      expectSame(
          new WindowedCorrelation(affinity, true, new Window(5, 1, Border.CIRCULAR), STEPS),
          () -> SlowNonlocal.windowed(affinity, true, new Window(5, 1, Border.CIRCULAR), 18, 9),
          18,
          9,
          embedding,
          2e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({"17, 13, 17", "9, 9, 31", "20, 21, 21"})
  void aWindowAsLargeAsTheImageIsThePatch(int height, int width, int size) {
    for (Border border : Border.values()) {
      for (Affinity affinity : List.of(Affinity.GAUSSIAN, Affinity.DOT_PRODUCT)) {
        List<float[]> window =
            run(
                new WindowedCorrelation(affinity, true, new Window(size, 1, border), STEPS),
                height,
                width,
                Precision.FP32);
        List<float[]> patch =
            run(new PatchCorrelation(affinity, true), height, width, Precision.FP32);
        for (int t = 0; t < STEPS; t++) {
          assertThat(window.get(t)).containsExactly(patch.get(t), within(1e-5f));
        }
      }
    }
  }

  /** More than a strip's tiles, on as many cores as there are. */
  @Test
  void coresShareAWideImage() {
    int before = Device.processorThreads();
    Supplier<Correlation> window =
        () ->
            new WindowedCorrelation(
                Affinity.EMBEDDED_GAUSSIAN, true, new Window(5, 1, Border.CIRCULAR), STEPS);
    List<float[]> alone = run(window.get(), 19, 300, 50, Precision.FP32);
    try {
      Device.limitThreads(3);
      List<float[]> shared = run(window.get(), 19, 300, 50, Precision.FP32);
      for (int t = 0; t < STEPS; t++) {
        assertThat(shared.get(t)).containsExactly(alone.get(t), within(1e-6f));
      }
    } finally {
      Device.limitThreads(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bf16IsCloseToFp32(Affinity affinity) {
    for (Supplier<Correlation> correlation :
        List.<Supplier<Correlation>>of(
            () -> new PatchCorrelation(affinity, true),
            () ->
                new WindowedCorrelation(
                    affinity, true, new Window(7, 1, Border.CIRCULAR), STEPS))) {
      List<float[]> exact = run(correlation.get(), 13, 17, Precision.FP32);
      List<float[]> rounded = run(correlation.get(), 13, 17, Precision.BF16);
      for (int t = 0; t < STEPS; t++) {
        // Correlations of size 10 are rounded by 0.03.
        assertThat(rounded.get(t)).containsExactly(exact.get(t), within(0.1f));
      }
    }
  }

  /** Of correlations up to a hundred and more, a float does not hold the exponentials. */
  @ParameterizedTest
  @ValueSource(ints = {1, 30, 300})
  void bf16AveragesByCorrelationsOfAnySize(int scale) {
    Tensor queries = RandomNumbers.tensor(1, 1, 3, 13, 17).mul(scale).to(Precision.BF16);
    Tensor keys = RandomNumbers.tensor(2, 1, 3, 13, 17).to(Precision.BF16);
    Tensor ones = Tensor.full(1, Precision.BF16, Device.CPU, 1, 4, 13, 17);
    for (Window window :
        List.of(new Window(7, 1, Border.SHIFTED), new Window(8, 4, Border.CIRCULAR))) {
      try (TensorScope own = TensorScope.withoutGradients();
          Correlation correlation =
              new WindowedCorrelation(Affinity.EMBEDDED_GAUSSIAN, true, window, 1)) {
        float[] averages = correlation.attend(queries, keys, ones).toFloats();
        for (float average : averages) {
          assertThat(average).isCloseTo(1, within(0.01f));
        }
      }
    }
  }

  @Test
  void channelsMayBeFastestInMemory() {
    Tensor queries = RandomNumbers.tensor(1, 2, 3, 8, 9);
    Tensor keys = RandomNumbers.tensor(2, 2, 3, 8, 9);
    Tensor values = RandomNumbers.tensor(3, 2, 4, 8, 9);
    for (Supplier<Correlation> make :
        List.<Supplier<Correlation>>of(
            () -> new PatchCorrelation(Affinity.GAUSSIAN, true),
            () ->
                new WindowedCorrelation(
                    Affinity.GAUSSIAN, true, new Window(5, 1, Border.CIRCULAR), STEPS))) {
      try (Correlation planar = make.get();
          Correlation interleaved = make.get()) {
        Tensor expected = planar.attend(queries, keys, values);
        Tensor actual =
            interleaved.attend(queries.channelsLast(), keys.channelsLast(), values.channelsLast());
        assertThat(actual.shape()).containsExactly(2, 4, 8, 9);
        assertThat(actual.toFloats()).containsExactly(expected.toFloats(), within(1e-6f));
      }
    }
  }

  /** A window over the whole image has the gradients of automatic differentiation. */
  @ParameterizedTest
  @EnumSource
  void gradientsThroughWindowsAreThoseOfPatches(Affinity affinity) {
    for (boolean propagate : new boolean[] {true, false}) {
      float[] expected = gradient(new PatchCorrelation(affinity, propagate), Precision.FP32);
      float[] actual =
          gradient(
              new WindowedCorrelation(
                  affinity, propagate, new Window(31, 1, Border.SHIFTED), STEPS),
              Precision.FP32);
      assertThat(actual).containsExactly(expected, within(1e-4f * norm(expected)));
    }
  }

  /** Several strips and tiles add to the gradient of the same keys. */
  @ParameterizedTest
  @EnumSource
  void gradientsThroughWindowsAreTheSlopes(Border border) {
    for (Affinity affinity : List.of(Affinity.EMBEDDED_GAUSSIAN, Affinity.EMBEDDED_DOT_PRODUCT)) {
      expectSlopes(() -> new WindowedCorrelation(affinity, true, new Window(7, 1, border), STEPS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsThroughBlocksAreTheSlopes(Border border) {
    for (Affinity affinity : List.of(Affinity.EMBEDDED_GAUSSIAN, Affinity.EMBEDDED_DOT_PRODUCT)) {
      expectSlopes(() -> new WindowedCorrelation(affinity, true, new Window(8, 4, border), STEPS));
    }
  }

  private static void expectSlopes(Supplier<Correlation> window) {
    float[] gradient = gradient(window.get(), Precision.FP64);
    for (int i = 0; i < gradient.length; i += 211) {
      double step = 1e-3;
      double slope =
          (loss(window.get(), Precision.FP64, i, step)
                  - loss(window.get(), Precision.FP64, i, -step))
              / (2 * step);
      assertThat((double) gradient[i])
          .as("number %d", i)
          .isCloseTo(slope, within(1e-4 * norm(gradient)));
    }
  }

  private static final long[] FEATURE = {2, 4, 19, 21};

  /** The gradient with respect to what queries, keys and values of all steps are made of. */
  private static float[] gradient(Correlation correlation, Precision precision) {
    try (correlation;
        TensorScope own = TensorScope.open()) {
      Tensor gradient = Tensor.zeros(precision, Device.CPU, FEATURE);
      Tensor feature = RandomNumbers.tensor(1, FEATURE).to(precision).collectGradient(gradient);
      loss(correlation, feature).backward();
      return gradient.toFloats();
    }
  }

  private static double loss(
      Correlation correlation, Precision precision, int index, double change) {
    try (correlation;
        TensorScope own = TensorScope.withoutGradients()) {
      Tensor feature = RandomNumbers.tensor(1, FEATURE).to(precision);
      Tensor number = feature.view(-1).narrow(0, index, 1);
      number.copyInPlace(number.add(change));
      return loss(correlation, feature).item();
    }
  }

  private static Tensor loss(Correlation correlation, Tensor feature) {
    Tensor sum = feature.sum().mul(0);
    for (int t = 0; t < STEPS; t++) {
      Tensor queries = feature.mul(0.3 + 0.1 * t);
      Tensor keys = feature.mul(feature).mul(0.2);
      Tensor weight = RandomNumbers.tensor(7L + t, FEATURE).to(feature.precision());
      sum = sum.add(correlation.attend(queries, keys, feature).mul(weight).sum());
    }
    return sum;
  }

  private static float norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return (float) Math.sqrt(sum);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, -2, 0, 4})
  void aWindowHasAnOddSize(int size) {
    assertThatThrownBy(() -> new Window(size, 1, Border.SHIFTED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "neighborhood %d: expected an odd number, such as %d", size, Math.max(1, size + 1));
  }

  private static void expectSame(
      Correlation correlation, Supplier<SlowNonlocal> slow, int height, int width) {
    expectSame(correlation, slow, height, width, EMBEDDING, 2e-5);
  }

  private static void expectSame(
      Correlation correlation,
      Supplier<SlowNonlocal> slow,
      int height,
      int width,
      int embedding,
      double tolerance) {
    int pixels = height * width;
    List<SlowNonlocal> images = List.of(slow.get(), slow.get());
    List<float[]> actual = run(correlation, height, width, embedding, Precision.FP32);
    for (int t = 0; t < STEPS; t++) {
      for (int n = 0; n < IMAGES; n++) {
        double[][] queries = feature(3 * t, n, embedding, pixels);
        double[][] keys = feature(3 * t + 1, n, embedding, pixels);
        double[][] values = feature(3 * t + 2, n, CHANNELS, pixels);
        double[][] expected =
            images.get(n).attend((i, j) -> SlowNonlocal.dot(queries, i, keys, j), values);
        for (int c = 0; c < CHANNELS; c++) {
          for (int i = 0; i < pixels; i++) {
            assertThat((double) actual.get(t)[(n * CHANNELS + c) * pixels + i])
                .as("step %d, image %d, channel %d, pixel %d", t, n, c, i)
                .isCloseTo(expected[c][i], within(tolerance));
          }
        }
      }
    }
  }

  /** Takes all steps, each in a scope of its own, and closes the correlation. */
  private static List<float[]> run(
      Correlation correlation, int height, int width, Precision precision) {
    return run(correlation, height, width, EMBEDDING, precision);
  }

  private static List<float[]> run(
      Correlation correlation, int height, int width, int embedding, Precision precision) {
    List<float[]> results = new ArrayList<>();
    try (correlation) {
      for (int t = 0; t < STEPS; t++) {
        try (TensorScope step = TensorScope.open()) {
          Tensor queries = RandomNumbers.tensor(3L * t, IMAGES, embedding, height, width);
          Tensor keys = RandomNumbers.tensor(3L * t + 1, IMAGES, embedding, height, width);
          Tensor values = RandomNumbers.tensor(3L * t + 2, IMAGES, CHANNELS, height, width);
          Tensor result =
              correlation.attend(queries.to(precision), keys.to(precision), values.to(precision));
          assertThat(result.shape()).containsExactly(IMAGES, CHANNELS, height, width);
          assertThat(result.precision()).isEqualTo(precision);
          results.add(result.toFloats());
        }
      }
    }
    return results;
  }

  /** One image of what {@link #run} is given, as {@code [channel][pixel]}. */
  private static double[][] feature(int seed, int image, int channels, int pixels) {
    float[] values = RandomNumbers.normal(seed, IMAGES * channels * pixels);
    double[][] result = new double[channels][pixels];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < pixels; i++) {
        result[c][i] = values[(image * channels + c) * pixels + i];
      }
    }
    return result;
  }
}
