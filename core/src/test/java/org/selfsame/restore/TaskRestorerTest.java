package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.model.Model;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.Plain;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.Rnan;
import org.selfsame.network.RnanConfig;
import org.selfsame.network.TileShape;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.task.BilinearDemosaic;
import org.selfsame.task.ColorMode;
import org.selfsame.task.Deblock;
import org.selfsame.task.Demosaic;
import org.selfsame.task.Denoise;
import org.selfsame.task.Presentation;
import org.selfsame.task.Task;
import org.selfsame.task.Upscale;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

/** JPEG, mosaics and color enlargement with networks that are small and untrained. */
class TaskRestorerTest {
  private static final RestoreOptions OPTIONS =
      RestoreOptions.forDevice(Device.CPU).withPrecision(Precision.FP32);
  private static final TileShape EVEN = new TileShape(96, 24, 2);
  private static final Deblock DEBLOCK = new Deblock(10, 40);
  private static final Demosaic DEMOSAIC = new Demosaic(Pattern.GRBG);

  private static Rnan rnan(int channels, int scale) {
    return new Rnan(new RnanConfig(channels, 4, 2, Normalization.KEYS, scale), Device.CPU, 5);
  }

  private static Restorer restorer(Network network, Task task) {
    return new Restorer(Model.of("tiny", network, task), OPTIONS);
  }

  private static Image alone(Network network, Image image) {
    return new NetworkRestoration(network, 0, Precision.FP32).restore(image);
  }

  // ---- JPEG ----

  @Test
  void aGrayImageIsDeblockedByTheNetworkAsItIs() {
    try (Rnan network = rnan(1, 1)) {
      Image image = random(21, 14, 1);
      Image restored = restorer(network, DEBLOCK).restore(image, new JpegCompression(20));
      assertThat(restored.plane(0)).containsExactly(alone(network, image).plane(0));
      assertThat(restored.plane(0)).isNotEqualTo(image.plane(0));
    }
  }

  @Test
  void ofAColorImageTheLumaIsDeblockedAndTheColorDifferencesStay() {
    try (Rnan network = rnan(1, 1)) {
      Image image = random(20, 15, 3);
      Image copy = image.copy();
      Image restored = restorer(network, DEBLOCK).restore(image, new JpegCompression(10));
      Image luma = alone(network, Luminance.gray(image));
      assertThat(Luminance.gray(restored).plane(0)).containsExactly(luma.plane(0), within(1e-5f));
      for (int c = 0; c < 2; c++) {
        assertThat(difference(restored, c, 2))
            .containsExactly(difference(image, c, 2), within(1e-5f));
      }
      assertThat(image.plane(0)).as("the input").containsExactly(copy.plane(0));
    }
  }

  /** Tiles of one core each, by networks whose non-local blocks do nothing yet. */
  @Test
  void aLargeImageIsDeblockedInTilesAsInOnePiece() {
    try (Rnan network = rnan(1, 1)) {
      Image image = random(203, 150, 1);
      Model model = Model.of("tiny", network, DEBLOCK);
      Image whole =
          new Restorer(model, OPTIONS.withTiling(Tiling.NONE))
              .restore(image, new JpegCompression(20));
      Image tiled = new Restorer(model, OPTIONS).restore(image, new JpegCompression(20));
      assertThat(tiled.plane(0)).isNotEqualTo(whole.plane(0));
      assertSame(tiled, whole, 1e-3f);
    }
  }

  @Test
  void whatDeblockingCannotDoIsRefused() {
    try (Rnan gray = rnan(1, 1);
        Rnan color = rnan(3, 1)) {
      Restorer restorer = restorer(gray, DEBLOCK);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.restore(random(8, 8, 1), new JpegCompression(41)))
          .withMessage(
              "quality 41: model tiny can deblock, JPEG quality 10 to 40; give one of these levels");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.restore(random(8, 8, 2), new JpegCompression(20)))
          .withMessage("image of 2 channels: expected 1 (gray) or 3 (RGB)");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.restore(withNaN(), new JpegCompression(20)))
          .withMessageContaining("NaN");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer(color, DEBLOCK).restoration(new JpegCompression(20)))
          .withMessage(
              "model tiny with imageChannels 3: expected 1 (luma) when the task is to deblock, JPEG quality 10 to 40");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer(color, DEMOSAIC).restoration(new JpegCompression(20)))
          .withMessage("model tiny is for 'demosaic, GRBG': expected one that deblocks");
    }
  }

  // ---- mosaics ----

  @Test
  void aMosaicOfTheNetworksPatternIsGivenToItAsItIs() {
    try (Rnan network = rnan(3, 1)) {
      Image mosaic = mosaic(18, 13, Pattern.GRBG);
      Image restored = restorer(network, DEMOSAIC).restore(mosaic, new BayerMosaic(Pattern.GRBG));
      assertSame(restored, alone(network, mosaic), 0);
      assertSame(
          restorer(network, DEMOSAIC).restore(oneChannel(mosaic), new BayerMosaic(Pattern.GRBG)),
          restored,
          0);
    }
  }

  /** In what bilinear interpolation gives, each pixel depends on those next to it alone. */
  @ParameterizedTest
  @EnumSource
  void aMosaicOfAnyPatternIsShiftedToTheKnownOne(Pattern pattern) {
    for (Pattern known : Pattern.values()) {
      List<Image> given = new ArrayList<>();
      Presentation demosaic = presentation(pattern, known);
      Presentation.Viewer viewer =
          (image, told, part, parts) -> {
            given.add(image);
            return new BilinearDemosaic(known).restore(image);
          };
      Image mosaic = mosaic(11, 8, pattern);
      Image expected = new BilinearDemosaic(pattern).restore(mosaic);
      assertSame(inner(demosaic.restore(oneChannel(mosaic), viewer)), inner(expected), 1e-6f);
      assertIsMosaic(given.get(0), known);
    }
  }

  @ParameterizedTest
  @CsvSource({"12, 8", "11, 8", "12, 9", "11, 9"})
  void theEnsembleKnowsThePatternOfEachView(int width, int height) {
    for (Pattern pattern : Pattern.values()) {
      TurnedViews ensemble =
          new TurnedViews(
              presentation(pattern, Pattern.GRBG),
              view ->
                  (image, told, part, parts) -> {
                    assertIsMosaic(image, Pattern.GRBG);
                    return new BilinearDemosaic(Pattern.GRBG).restore(image);
                  });
      Image mosaic = mosaic(width, height, pattern);
      Image expected = new BilinearDemosaic(pattern).restore(mosaic);
      assertSame(inner(ensemble.restore(mosaic)), inner(expected), 1e-6f);
    }
  }

  @Test
  void theEnsembleOfAMosaicTellsItsProgressToTheEnd() {
    try (Rnan network = rnan(3, 1)) {
      List<String> told = new ArrayList<>();
      new Restorer(Model.of("tiny", network, DEMOSAIC), OPTIONS.withEnsemble(true))
          .telling((done, total) -> told.add(done + "/" + total))
          .restore(mosaic(9, 9, Pattern.RGGB), new BayerMosaic(Pattern.RGGB));
      assertThat(told).containsExactly("1/8", "2/8", "3/8", "4/8", "5/8", "6/8", "7/8", "8/8");
    }
  }

  /** The samples of a mosaic are where they are only from even rows and columns on. */
  @ParameterizedTest
  @EnumSource
  void tilesOfAMosaicBeginWithThePattern(Pattern pattern) {
    Image mosaic = mosaic(333, 202, pattern);
    Tiled tiled =
        new Tiled(
            tile -> {
              assertIsMosaic(tile, Pattern.GRBG);
              return new BilinearDemosaic(Pattern.GRBG).restore(tile);
            },
            EVEN.smallest(),
            EVEN.smallest(),
            EVEN,
            1,
            1,
            ProgressListener.NONE);
    Image restored =
        presentation(pattern, Pattern.GRBG)
            .restore(mosaic, (image, told, part, parts) -> tiled.restore(image));
    Image expected = new BilinearDemosaic(pattern).restore(mosaic);
    assertSame(inner(restored), inner(expected), 1e-5f);
  }

  @Test
  void whatIsNoMosaicIsRefused() {
    try (Rnan network = rnan(3, 1);
        Rnan gray = rnan(1, 1)) {
      Restorer restorer = restorer(network, DEMOSAIC);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.restore(random(8, 8, 2), new BayerMosaic(Pattern.RGGB)))
          .withMessageStartingWith("image of 2 channels: expected a Bayer mosaic of 1 channel");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.restore(random(8, 1, 1), new BayerMosaic(Pattern.RGGB)))
          .withMessage("image of 8x1 pixels: expected a Bayer mosaic of at least 2x2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer.restore(withNaN(), new BayerMosaic(Pattern.RGGB)))
          .withMessageContaining("NaN");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer(gray, DEMOSAIC).restoration(new BayerMosaic(Pattern.RGGB)))
          .withMessage(
              "model tiny with imageChannels 1: expected 3 (red, green and blue) when the task is to demosaic, GRBG");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> restorer(gray, DEBLOCK).restoration(new BayerMosaic(Pattern.RGGB)))
          .withMessage(
              "model tiny is for 'deblock, JPEG quality 10 to 40': expected one that demosaics");
    }
  }

  // ---- enlarging by a network ----

  @ParameterizedTest
  @CsvSource({"2, 9, 8", "3, 7, 6", "4, 1, 5"})
  void colorIsEnlargedByTheNetwork(int scale, int width, int height) {
    Task task = new Upscale(List.of(scale));
    try (Rnan network = rnan(3, scale)) {
      Image low = random(width, height, 3);
      Image enlarged = restorer(network, task).restore(low, new BicubicDownscale(scale));
      assertThat(List.of(enlarged.width(), enlarged.height(), enlarged.channels()))
          .containsExactly(width * scale, height * scale, 3);
      assertSame(enlarged, alone(network, low), 0);
    }
  }

  @Test
  void aGrayImageIsEnlargedAsAColorlessOne() {
    try (Rnan network = rnan(3, 2)) {
      Image gray = random(6, 9, 1);
      Image color = new Image(6, 9, gray.plane(0), gray.plane(0), gray.plane(0));
      Image expected = alone(network, color);
      Image enlarged =
          restorer(network, new Upscale(List.of(2))).restore(gray, new BicubicDownscale(2));
      assertThat(enlarged.channels()).isEqualTo(1);
      for (int i = 0; i < enlarged.plane(0).length; i++) {
        float sum = expected.plane(0)[i] + expected.plane(1)[i] + expected.plane(2)[i];
        assertThat(enlarged.plane(0)[i]).isCloseTo(sum / 3, within(1e-6f));
      }
    }
  }

  @Test
  void theEnsembleOfEnlargementsIsTheMeanOfTheViews() {
    Task task = new Upscale(List.of(2));
    try (Rnan network = rnan(3, 2)) {
      Image low = random(8, 6, 3);
      Image found =
          new Restorer(Model.of("tiny", network, task), OPTIONS.withEnsemble(true))
              .restore(low, new BicubicDownscale(2));
      Image expected = Image.black(16, 12, 3);
      for (Dihedral view : Dihedral.values()) {
        SelfEnsemble.addPart(view.inverse().apply(alone(network, view.apply(low))), expected);
      }
      assertSame(found, expected, 1e-5f);
    }
  }

  @Test
  void enlargedTilesMakeTheEnlargedImage() {
    Image image = random(300, 141, 3);
    Image doubled =
        new Tiled(
                tile -> nearest(tile, 2),
                EVEN.smallest(),
                EVEN.smallest(),
                EVEN,
                1,
                2,
                ProgressListener.NONE)
            .restore(image);
    assertSame(doubled, nearest(image, 2), 1e-6f);
  }

  @Test
  void aNetworkOfAnotherScaleIsRefused() {
    try (Rnan network = rnan(3, 2)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> restorer(network, new Upscale(List.of(3))).restoration(new BicubicDownscale(3)))
          .withMessage(
              "model tiny with scale 2: expected 1, or a task for that scale only, when the task is to upscale, x3");
    }
  }

  // ---- networks without a neighborhood ----

  @Test
  void patchesOfANeighborhoodThatThereIsNotAreRefused() {
    RestoreOptions overlapped = OPTIONS.withProtocol(Protocol.OVERLAPPED);
    try (Rnan rnan = rnan(1, 1);
        Plain dncnn = new Plain(PlainConfig.dncnn(1, 4, 3), Device.CPU, 1)) {
      for (Network network : List.of(rnan, dncnn)) {
        assertThatIllegalArgumentException()
            .isThrownBy(
                () -> new Restorer(Model.of("tiny", network, new Denoise(0, 50)), overlapped))
            .withMessage(
                "protocol overlapped: model tiny has no neighborhood to cut patches by; leave it out");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("plain")
  void aNetworkWithoutNonlocalOperationsDenoisesTheSameInTiles(PlainConfig config) {
    try (Plain network = new Plain(config, Device.CPU, 1)) {
      Model model = Model.of("tiny", network, new Denoise(0, 50));
      Image noisy = random(231, 143, 1);
      Image whole = new Restorer(model, OPTIONS.withTiling(Tiling.NONE)).denoise(noisy, 25);
      Image tiled =
          new Restorer(model, OPTIONS.withTiling(new Tiling.Side(128))).denoise(noisy, 25);
      assertSame(tiled, whole, 1e-6f);
    }
  }

  private static Stream<PlainConfig> plain() {
    return Stream.of(
        PlainConfig.dncnn(1, 4, 5),
        new PlainConfig(1, 4, 4, 2, true, false, List.of()),
        new PlainConfig(1, 4, 3, 3, false, true, List.of()),
        new PlainConfig(1, 4, 4, 1, false, true, List.of(1, 4, 2, 1)));
  }

  // ---- images ----

  private static Image random(int width, int height, int channels) {
    Random random = new Random(width * 31L + height);
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < width * height; i++) {
        image.plane(c)[i] = 0.1f + 0.8f * random.nextFloat();
      }
    }
    return image;
  }

  private static Image withNaN() {
    Image image = random(8, 8, 1);
    image.plane(0)[9] = Float.NaN;
    return image;
  }

  private static Presentation presentation(Pattern pattern, Pattern known) {
    NetworkConfig network = new RnanConfig(3, 4, 2, Normalization.KEYS, 1);
    return new Demosaic(known)
        .presentation(new BayerMosaic(pattern), network, ColorMode.OPPONENT, "model tiny");
  }

  private static Image mosaic(int width, int height, Pattern pattern) {
    return new BayerMosaic(pattern).degrade(random(width, height, 3), "");
  }

  private static Image oneChannel(Image mosaic) {
    float[] samples = new float[mosaic.plane(0).length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = mosaic.plane(0)[i] + mosaic.plane(1)[i] + mosaic.plane(2)[i];
    }
    return new Image(mosaic.width(), mosaic.height(), samples);
  }

  private static void assertIsMosaic(Image image, Pattern pattern) {
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(image.get(c, y, x) != 0).isEqualTo(pattern.channel(y, x) == c);
        }
      }
    }
  }

  private static Image nearest(Image image, int scale) {
    Image large = Image.black(image.width() * scale, image.height() * scale, image.channels());
    for (int c = 0; c < image.channels(); c++) {
      for (int y = 0; y < large.height(); y++) {
        for (int x = 0; x < large.width(); x++) {
          large.plane(c)[y * large.width() + x] = image.get(c, y / scale, x / scale);
        }
      }
    }
    return large;
  }

  /** Without the pixels along the edges, where neighbors are missing. */
  private static Image inner(Image image) {
    return image.crop(1, 1, image.width() - 2, image.height() - 2);
  }

  private static float[] difference(Image image, int first, int second) {
    float[] difference = image.plane(first).clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= image.plane(second)[i];
    }
    return difference;
  }

  private static void assertSame(Image found, Image expected, float tolerance) {
    assertThat(List.of(found.width(), found.height(), found.channels()))
        .containsExactly(expected.width(), expected.height(), expected.channels());
    for (int c = 0; c < expected.channels(); c++) {
      float greatest = 0;
      for (int i = 0; i < expected.plane(c).length; i++) {
        greatest = Math.max(greatest, Math.abs(found.plane(c)[i] - expected.plane(c)[i]));
      }
      assertThat(greatest).isLessThanOrEqualTo(tolerance);
    }
  }
}
