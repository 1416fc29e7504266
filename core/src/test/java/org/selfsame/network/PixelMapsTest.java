package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
import org.selfsame.network.Pass.Reach;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.nonlocal.SlowNonlocal;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.NativeObjects;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** What is observed in a pass, against {@link SlowNlrn} and {@link SlowRnan}. */
class PixelMapsTest {
  private static final int HEIGHT = 13;
  private static final int WIDTH = 17;

  /** Corners, edges, and where the window of 7 just fits. */
  private static final int[][] PIXELS = {
    {0, 0}, {0, WIDTH - 1}, {HEIGHT - 1, 0}, {HEIGHT - 1, WIDTH - 1}, {6, 1}, {3, 3}, {11, 8}
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'border': 'SHIFTED'",
        "'affinity': 'EUCLIDEAN'",
        "'affinity': 'DOT_PRODUCT'",
        "'affinity': 'EMBEDDED_DOT_PRODUCT', 'border': 'SHIFTED'",
        "'affinity': 'GAUSSIAN'",
        "'affinity': 'SYMMETRIC_EMBEDDED_GAUSSIAN'",
        "'propagate': false",
        "'affinity': 'EUCLIDEAN', 'propagate': false, 'border': 'SHIFTED'",
        "'tied': false, 'noiseChannel': true",
        "'nonlocalEvery': 2",
        "'nonlocalEvery': 3, 'steps': 4, 'propagate': false",
        "'neighborhood': 15", // wider than the image one way only
        "'neighborhood': 15, 'border': 'SHIFTED'",
        "'neighborhood': 31",
        "'fold': 2",
        "'fold': 3, 'border': 'SHIFTED'",
        "'fold': 2, 'noiseChannel': true, 'imageChannels': 3, 'neighborhood': 5",
        "'fold': 4, 'propagate': false" // 4 x 5 squares: the window is all
      })
  void theMapsOfAPixelAreItsRowsOfTheNormalizedAffinities(String changes) {
    NlrnConfig config = RandomNlrn.config(changes);
    try (Nlrn network = RandomNlrn.of(config, 1)) {
      for (Reach reach : Reach.values()) {
        Pass pass = new Pass(Precision.FP32, false, reach);
        SlowNlrn slow = new SlowNlrn(config, network.parameters().toArrays(), pass, HEIGHT, WIDTH);
        slow.forward(new double[][][] {planes(config.inputChannels(), HEIGHT * WIDTH)});
        for (int[] pixel : PIXELS) {
          List<CorrelationMap> maps =
              observe(network, pass, HEIGHT, WIDTH, pixel[0], pixel[1]).correlations();
          expectSame(maps, slow.firstNonlocal, pixel[0], pixel[1], config.fold());
          assertThat(maps)
              .extracting(CorrelationMap::stage)
              .allMatch(stage -> (stage - 1) % config.nonlocalEvery() == 0);
          if (config.affinity().isExponential()) {
            maps.forEach(map -> assertThat(sum(map.weights().plane(0))).isCloseTo(1, within(1e-5)));
          }
        }
      }
    }
  }

  private static void expectSame(
      List<CorrelationMap> maps, SlowNonlocal slow, int y, int x, int fold) {
    int height = (HEIGHT + fold - 1) / fold;
    int width = (WIDTH + fold - 1) / fold;
    int pixel = y / fold * width + x / fold;
    assertThat(maps).hasSameSizeAs(slow.weights());
    for (int t = 0; t < maps.size(); t++) {
      Neighborhood around = maps.get(t).neighborhood();
      Image weights = maps.get(t).weights();
      assertThat(maps.get(t).fold()).isEqualTo(fold);
      assertThat(List.of(fold * weights.height(), fold * weights.width(), weights.channels()))
          .containsExactly(around.height(), around.width(), 1);
      assertThat(weights.height() * weights.width()).isEqualTo(slow.neighbors(pixel));
      assertThat(List.of(around.top() % fold, around.left() % fold)).containsOnly(0);
      double[] expected = slow.weights().get(t)[pixel];
      for (int row = 0; row < weights.height(); row++) {
        for (int column = 0; column < weights.width(); column++) {
          int j =
              Math.floorMod(around.top() / fold + row, height) * width
                  + Math.floorMod(around.left() / fold + column, width);
          assertThat((double) weights.get(0, row, column))
              .as("step %d of x %d, y %d: row %d, column %d", t, x, y, row, column)
              .isCloseTo(expected[j], within(2e-5 * Math.max(1, Math.abs(expected[j]))));
        }
      }
    }
  }

  @Test
  void aNeighborhoodLiesAroundItsPixelUnlessTheBorderMovesIt() {
    assertThat(around("'border': 'SHIFTED'", 6, 9)).isEqualTo(new Neighborhood(3, 6, 7, 7));
    assertThat(around("'border': 'SHIFTED'", 0, 16)).isEqualTo(new Neighborhood(0, 10, 7, 7));
    assertThat(around("'border': 'CIRCULAR'", 0, 16)).isEqualTo(new Neighborhood(-3, 13, 7, 7));
    assertThat(around("'border': 'CIRCULAR', 'neighborhood': 15", 12, 1))
        .isEqualTo(new Neighborhood(0, -6, 13, 15));
  }

  /** 13 x 17 pixels are 7 x 9 squares, of which the last are half beyond the image. */
  @Test
  void aNeighborhoodOfSquaresIsToldInPixels() {
    assertThat(around("'fold': 2, 'neighborhood': 5, 'border': 'SHIFTED'", 7, 8))
        .isEqualTo(new Neighborhood(2, 4, 10, 10));
    assertThat(around("'fold': 2, 'neighborhood': 5, 'border': 'SHIFTED'", 12, 16))
        .isEqualTo(new Neighborhood(4, 8, 10, 10));
    assertThat(around("'fold': 2, 'neighborhood': 5, 'border': 'CIRCULAR'", 0, 16))
        .isEqualTo(new Neighborhood(-4, 12, 10, 10));
    assertThat(around("'fold': 2", 3, 3)).isEqualTo(new Neighborhood(0, -4, 14, 14));
  }

  private static Neighborhood around(String changes, int y, int x) {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(changes), 1)) {
      return observe(
              network, new Pass(Precision.FP32, false, Pass.Reach.WINDOW), HEIGHT, WIDTH, y, x)
          .correlations()
          .get(0)
          .neighborhood();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                   | 8  | 10
          'softmax': 'QUERIES'                                 | 8  | 10
          'blocks': 4, 'imageChannels': 3                      | 7  | 9
          'blocks': 3, 'softmax': 'QUERIES'                    | 5  | 6
          'imageChannels': 3, 'scale': 2                       | 6  | 8
          'features': 6                                        | 1  | 1
          """)
  void theAttentionOfAPixelAndTheMasksAreThoseOfEachBlock(String changes, int height, int width) {
    RnanConfig config = RandomRnan.config(changes == null ? "" : changes);
    try (Rnan network = RandomRnan.of(config, 1)) {
      SlowRnan slow = new SlowRnan(config, network.parameters().toArrays());
      slow.forward(square(planes(config.imageChannels(), height * width), height, width));
      int evenHeight = height + height % 2;
      int evenWidth = width + width % 2;
      for (int[] pixel : new int[][] {{0, 0}, {height - 1, width - 1}, {height / 2, width / 3}}) {
        PixelMaps maps =
            observe(
                network,
                new Pass(Precision.FP32, false, Pass.Reach.WINDOW),
                height,
                width,
                pixel[0],
                pixel[1]);
        assertThat(maps.correlations())
            .extracting(CorrelationMap::stage)
            .containsExactly(1, config.blocks());
        for (int b = 0; b < 2; b++) {
          CorrelationMap map = maps.correlations().get(b);
          assertThat(map.neighborhood()).isEqualTo(new Neighborhood(0, 0, evenHeight, evenWidth));
          double[] expected = slow.attention.get(b)[pixel[0] * evenWidth + pixel[1]];
          assertClose(map.weights().plane(0), expected);
          if (changes == null || !changes.contains("QUERIES")) {
            assertThat(sum(map.weights().plane(0))).isCloseTo(1, within(1e-5));
          }
        }
        expectMasks(maps.masks(), slow.masks, evenHeight, evenWidth);
      }
    }
  }

  private static void expectMasks(
      List<Image> masks, List<double[][][]> expected, int height, int width) {
    assertThat(masks).hasSameSizeAs(expected);
    for (int b = 0; b < masks.size(); b++) {
      Image mask = masks.get(b);
      assertThat(List.of(mask.channels(), mask.height(), mask.width()))
          .containsExactly(expected.get(b).length, height, width);
      for (int c = 0; c < mask.channels(); c++) {
        assertClose(
            mask.plane(c),
            Arrays.stream(expected.get(b)[c]).flatMapToDouble(Arrays::stream).toArray());
      }
    }
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(2e-5));
    }
  }

  @Test
  void mapsInBf16AreCloseToThoseInFp32() {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 1)) {
      PixelMaps exact =
          observe(network, new Pass(Precision.FP32, false, Pass.Reach.WINDOW), HEIGHT, WIDTH, 4, 4);
      PixelMaps rounded =
          observe(network, new Pass(Precision.BF16, false, Pass.Reach.WINDOW), HEIGHT, WIDTH, 4, 4);
      for (int t = 0; t < exact.correlations().size(); t++) {
        float[] row = rounded.correlations().get(t).weights().plane(0);
        assertThat(sum(row)).isCloseTo(1, within(1e-5));
        assertThat(row)
            .containsExactly(exact.correlations().get(t).weights().plane(0), within(0.05f));
      }
    }
  }

  @Test
  void anImageIsObservedAsItIsRestored() {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config("'noiseChannel': true"), 1)) {
      Image image = new Image(WIDTH, HEIGHT, RandomNumbers.normal(5, HEIGHT * WIDTH));
      NetworkRestoration restoration = new NetworkRestoration(network, 25.5, Precision.FP32);
      float[] input = Arrays.copyOf(image.plane(0), 2 * HEIGHT * WIDTH);
      Arrays.fill(input, HEIGHT * WIDTH, input.length, 0.1f);
      try (TensorScope scope = TensorScope.withoutGradients()) {
        PixelMaps expected =
            network.observe(
                Tensor.of(input, Device.CPU, 1, 2, HEIGHT, WIDTH),
                new Pass(Precision.FP32, false, Pass.Reach.WINDOW),
                2,
                3);
        PixelMaps found = restoration.observe(image, 2, 3);
        assertThat(found.masks()).isEmpty();
        for (int t = 0; t < 3; t++) {
          assertThat(found.correlations().get(t).weights().plane(0))
              .containsExactly(expected.correlations().get(t).weights().plane(0), within(1e-6f));
        }
      }
      Image color = Image.black(9, 9, 3);
      assertThatThrownBy(() -> restoration.observe(color, 1, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("image of 3 channels: the network expects 1");
    }
  }

  @Test
  void networksThatCompareNoPixelsAreRefused() {
    PlainConfig dncnn = PlainConfig.dncnn(1, 4, 3);
    NlrnConfig local = RandomNlrn.config("'nonlocalEvery': 0");
    for (NetworkConfig config : List.of(dncnn, local)) {
      try (Network network = Networks.create(config, Device.CPU, 1)) {
        assertThat(NonlocalNetwork.of(network)).isEmpty();
        NetworkRestoration restoration = new NetworkRestoration(network, 25, Precision.FP32);
        assertThatThrownBy(() -> restoration.observe(Image.black(WIDTH, HEIGHT, 1), 1, 1))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "network %s without non-local steps: expected one that compares pixels",
                config.network());
      }
    }
    try (Nlrn network = new Nlrn(local, Device.CPU, 1)) {
      assertThatThrownBy(
              () ->
                  observe(
                      network,
                      new Pass(Precision.FP32, false, Pass.Reach.WINDOW),
                      HEIGHT,
                      WIDTH,
                      1,
                      1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("network nlrn without non-local steps: expected one that compares pixels");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1", "13, 0", "0, 17"})
  void aPixelOutsideIsRefused(int y, int x) {
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config(""), 1)) {
      assertThatThrownBy(
              () ->
                  observe(
                      network,
                      new Pass(Precision.FP32, false, Pass.Reach.WINDOW),
                      HEIGHT,
                      WIDTH,
                      y,
                      x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("pixel x %d, y %d of 1 images of 17x13: expected a pixel of one image", x, y);
    }
  }

  @Test
  void observingLeavesNothingInNativeMemory() {
    observeAndClose();
    long before = NativeObjects.count();
    observeAndClose();
    assertThat(NativeObjects.count()).isLessThanOrEqualTo(before);
  }

  private static void observeAndClose() {
    try (Nlrn nlrn = RandomNlrn.of(RandomNlrn.config(""), 1);
        Rnan rnan = RandomRnan.of(RandomRnan.config("'softmax': 'QUERIES'"), 1)) {
      observe(nlrn, new Pass(Precision.FP32, false, Pass.Reach.WINDOW), HEIGHT, WIDTH, 0, 0);
      observe(rnan, new Pass(Precision.BF16, false, Pass.Reach.WINDOW), 5, 6, 0, 0);
    }
  }

  @Test
  void outsideAnyScopeAPassLeavesOnlyItsResultAndAnObservationNothing() {
    passWithoutScope();
    long before = NativeObjects.count();
    passWithoutScope();
    assertThat(NativeObjects.count()).isLessThanOrEqualTo(before);
  }

  private static void passWithoutScope() {
    Pass pass = new Pass(Precision.BF16, false, Pass.Reach.WINDOW);
    try (Nlrn nlrn = RandomNlrn.of(RandomNlrn.config(""), 1);
        Rnan rnan = RandomRnan.of(RandomRnan.config(""), 1)) {
      for (NonlocalNetwork network : List.of(nlrn, rnan)) {
        try (Tensor input = Tensor.of(samples(1, 30), Device.CPU, 1, 1, 5, 6);
            Tensor result = network.forward(input, pass)) {
          assertThat(result.size(3)).isEqualTo(6);
          network.observe(input, pass, 0, 0);
        }
      }
    }
  }

  private static PixelMaps observe(
      NonlocalNetwork network, Pass pass, int height, int width, int y, int x) {
    int channels = network.config().inputChannels();
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor input =
          Tensor.of(samples(channels, height * width), Device.CPU, 1, channels, height, width);
      return network.observe(input, pass, y, x);
    }
  }

  /** Samples around the middle gray, with noise. */
  private static float[] samples(int channels, int pixels) {
    float[] samples = RandomNumbers.normal(99, channels * pixels);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 0.5f + 0.3f * samples[i];
    }
    return samples;
  }

  private static double[][] planes(int channels, int pixels) {
    float[] samples = samples(channels, pixels);
    double[][] planes = new double[channels][pixels];
    for (int i = 0; i < samples.length; i++) {
      planes[i / pixels][i % pixels] = samples[i];
    }
    return planes;
  }

  private static double[][][] square(double[][] planes, int height, int width) {
    double[][][] image = new double[planes.length][height][];
    for (int c = 0; c < planes.length; c++) {
      for (int row = 0; row < height; row++) {
        image[c][row] = Arrays.copyOfRange(planes[c], row * width, (row + 1) * width);
      }
    }
    return image;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
