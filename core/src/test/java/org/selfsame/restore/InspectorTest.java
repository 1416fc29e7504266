package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.model.Model;
import org.selfsame.network.CorrelationMap;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.Networks;
import org.selfsame.network.PixelMaps;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.RandomNlrn;
import org.selfsame.network.RandomRnan;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.task.Deblock;
import org.selfsame.task.Demosaic;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.task.Upscale;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;

/** Inspections with small networks of random weights. */
class InspectorTest {
  private static final Task DENOISE = new Denoise(0, 55);
  private static final Task ONE_LEVEL = new Denoise(25, 25);
  private static final Task UPSCALE = new Upscale(List.of(2));
  private static final Task DEBLOCK = new Deblock(10, 40);
  private static final Task DEMOSAIC = new Demosaic(BayerMosaic.Pattern.GRBG);
  private static final Tiling TILE = new Tiling.Side(64);

  private static final NetworkConfig GRAY = RandomNlrn.config("'noiseChannel': true");
  private static final NetworkConfig GRAY_RNAN = RandomRnan.config("");
  private static final NetworkConfig COLOR_RNAN = RandomRnan.config("'imageChannels': 3");

  private static Inspection inspect(
      NetworkConfig network, Task task, Tiling tiling, Image image, int x, int y, double sigma) {
    try (Model model = Model.of("small", Networks.create(network, Device.CPU, 1), task)) {
      return new Inspector(model, tiling).inspect(image, x, y, sigma);
    }
  }

  private static Image image(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      float[] numbers = RandomNumbers.normal(7 + c, width * height);
      for (int i = 0; i < numbers.length; i++) {
        image.plane(c)[i] = 0.5f + 0.1f * numbers[i];
      }
    }
    return image;
  }

  @Test
  void theMapsAreThoseOfTheTileAroundThePixel() {
    Image noisy = image(90, 80, 1);
    try (Model model = Model.of("small", Networks.create(GRAY, Device.CPU, 1), DENOISE)) {
      Inspection found = new Inspector(model, TILE).inspect(noisy, 60, 30, 25);
      assertThat(List.of(found.left(), found.top(), found.x(), found.y()))
          .containsExactly(26, 0, 34, 30);
      assertThat(found.told()).isEqualTo(25);
      assertThat(found.kind()).isEqualTo("gray image");
      Image piece = noisy.crop(26, 0, 64, 64);
      assertThat(found.given().plane(0)).containsExactly(piece.plane(0));
      PixelMaps expected =
          new NetworkRestoration(model.network(), 25, Precision.FP32).observe(piece, 30, 34);
      assertThat(found.maps().correlations()).hasSize(3);
      for (int t = 0; t < 3; t++) {
        CorrelationMap map = expected.correlations().get(t);
        assertThat(found.maps().correlations().get(t).neighborhood()).isEqualTo(map.neighborhood());
        assertThat(found.maps().correlations().get(t).weights().plane(0))
            .containsExactly(map.weights().plane(0), within(1e-6f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 0", "89, 79, 26, 16", "58, 49, 26, 16", "51, 45, 18, 12", "32, 34, 0, 2"})
  void aTileLiesInsideTheImageAtAMultipleOfTheNetworksAlignment(int x, int y, int left, int top) {
    Inspection found = inspect(GRAY_RNAN, DEBLOCK, TILE, image(90, 80, 1), x, y, 0);
    assertThat(List.of(found.left(), found.top(), found.x(), found.y()))
        .containsExactly(left, top, x - left, y - top);
    assertThat(List.of(found.given().width(), found.given().height())).containsExactly(64, 64);
    assertThat(found.maps().masks()).hasSize(2);
  }

  /** The last tile of an odd axis begins at the first multiple from which it reaches the border. */
  @ParameterizedTest
  @CsvSource({"90, 80, 28, 18", "89, 79, 28, 18", "58, 48, 26, 16", "59, 49, 28, 18"})
  void theLastTileOfAnOddImageReachesItsBorder(int x, int y, int left, int top) {
    for (NetworkConfig network : List.of(GRAY_RNAN, RandomNlrn.config("'fold': 2"))) {
      Inspection found = inspect(network, DEBLOCK, TILE, image(91, 81, 1), x, y, 0);
      assertThat(List.of(found.left(), found.top(), found.x(), found.y()))
          .containsExactly(left, top, x - left, y - top);
    }
  }

  @Test
  void theMapsOfANetworkThatFoldsAreToldInPixelsOfTheTile() {
    Image noisy = image(91, 80, 1);
    NetworkConfig folded = RandomNlrn.config("'fold': 2, 'border': 'SHIFTED'");
    try (Model model = Model.of("small", Networks.create(folded, Device.CPU, 1), ONE_LEVEL)) {
      Inspection found = new Inspector(model, TILE).inspect(noisy, 51, 31, 25);
      assertThat(List.of(found.left(), found.top())).containsExactly(18, 0);
      CorrelationMap map = found.maps().correlations().get(0);
      // The pixel is in square 16 of the tile's columns and 15 of its rows, 3 before and after it.
      assertThat(map.neighborhood()).isEqualTo(new Neighborhood(24, 26, 14, 14));
      assertThat(map.fold()).isEqualTo(2);
      assertThat(List.of(map.weights().width(), map.weights().height())).containsExactly(7, 7);
    }
  }

  @Test
  void anImageNoLargerThanATileIsGivenWhole() {
    Image image = image(30, 21, 1);
    for (Tiling tiling : List.of(Tiling.AUTO, Tiling.NONE, TILE)) {
      Inspection found = inspect(GRAY, DENOISE, tiling, image, 29, 20, 10);
      assertThat(found.given().plane(0)).containsExactly(image.plane(0));
    }
    assertThat(inspect(GRAY, DENOISE, Tiling.NONE, image(90, 80, 1), 3, 3, 10).given().width())
        .isEqualTo(90);
    Inspection onePixel = inspect(GRAY, DENOISE, Tiling.AUTO, image(1, 1, 1), 0, 0, 10);
    assertThat(onePixel.maps().correlations().get(0).weights().plane(0)).containsExactly(1);
  }

  @Test
  void ofColorAModelOfGrayImagesIsGivenTheMeanAndItsNoise() {
    Image rgb = image(20, 10, 3);
    Inspection found = inspect(GRAY, DENOISE, Tiling.AUTO, rgb, 3, 3, 30);
    assertThat(found.told()).isCloseTo(30 / Math.sqrt(3), within(1e-9));
    assertThat(found.kind()).isEqualTo("mean of red, green and blue");
    float mean = (rgb.get(0, 2, 5) + rgb.get(1, 2, 5) + rgb.get(2, 2, 5)) / 3;
    assertThat(found.given().get(0, 2, 5)).isCloseTo(mean, within(1e-6f));
  }

  @Test
  void ofColorAModelOfOneNoiseLevelIsGivenGreen() {
    Image rgb = image(20, 10, 3);
    NetworkConfig untold = RandomNlrn.config("");
    Inspection found = inspect(untold, ONE_LEVEL, Tiling.AUTO, rgb, 3, 3, 25);
    assertThat(found.told()).isEqualTo(25);
    assertThat(found.kind()).isEqualTo("green");
    assertThat(found.given().plane(0)).containsExactly(rgb.plane(1));
  }

  @Test
  void enlargingAndDeblockingNetworksAreGivenLuma() {
    Image rgb = image(20, 10, 3);
    Inspection enlarged = inspect(RandomNlrn.config(""), UPSCALE, Tiling.AUTO, rgb, 3, 3, 0);
    assertThat(enlarged.given().plane(0)).containsExactly(Luminance.studioLuma(rgb).plane(0));
    Inspection deblocked = inspect(GRAY_RNAN, DEBLOCK, Tiling.AUTO, rgb, 3, 3, 0);
    assertThat(deblocked.given().plane(0)).containsExactly(Luminance.gray(rgb).plane(0));
    assertThat(List.of(enlarged.kind(), deblocked.kind())).containsExactly("luma", "luma");
    Image gray = image(20, 10, 1);
    assertThat(inspect(GRAY_RNAN, DEBLOCK, Tiling.AUTO, gray, 3, 3, 0).given().plane(0))
        .containsExactly(gray.plane(0));
  }

  @Test
  void aNetworkOfColorThatEnlargesIsGivenThreeChannels() {
    NetworkConfig network = RandomRnan.config("'imageChannels': 3, 'scale': 2");
    Image gray = image(8, 6, 1);
    Inspection found = inspect(network, UPSCALE, Tiling.AUTO, gray, 3, 3, 0);
    assertThat(found.given().channels()).isEqualTo(3);
    assertThat(found.given().plane(2)).containsExactly(gray.plane(0));
    assertThat(found.maps().correlations().get(0).weights().width()).isEqualTo(8);
  }

  @Test
  void aDemosaicingNetworkIsGivenAMosaicOfItsPattern() {
    Image rgb = image(20, 10, 3);
    Inspection ofColor = inspect(COLOR_RNAN, DEMOSAIC, Tiling.AUTO, rgb, 3, 3, 0);
    Image mosaic = mosaic(rgb, BayerMosaic.Pattern.GRBG);
    Image gray = Image.black(20, 10, 1);
    for (int i = 0; i < 200; i++) {
      gray.plane(0)[i] = mosaic.plane(0)[i] + mosaic.plane(1)[i] + mosaic.plane(2)[i];
    }
    Inspection ofGray = inspect(COLOR_RNAN, DEMOSAIC, Tiling.AUTO, gray, 3, 3, 0);
    for (int c = 0; c < 3; c++) {
      assertThat(ofColor.given().plane(c)).containsExactly(mosaic.plane(c));
      assertThat(ofGray.given().plane(c)).containsExactly(mosaic.plane(c));
    }
    assertThat(ofColor.given().get(0, 0, 0)).isZero();
    assertThat(ofColor.kind()).isEqualTo("mosaic GRBG");
    Image other = mosaic(rgb, BayerMosaic.Pattern.RGGB);
    assertRefused(
        () -> inspect(COLOR_RNAN, DEMOSAIC, Tiling.AUTO, other, 3, 3, 0),
        "the image is a mosaic of another pattern: model small expects GRBG");
  }

  private static Image mosaic(Image rgb, BayerMosaic.Pattern pattern) {
    Image mosaic = rgb.copy();
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 200; i++) {
        mosaic.plane(c)[i] *= pattern.channel(i / 20, i % 20) == c ? 1 : 0;
      }
    }
    return mosaic;
  }

  @Test
  void whatCannotBeInspectedIsRefused() {
    Image gray = image(20, 10, 1);
    assertRefused(
        () -> inspect(GRAY, DENOISE, Tiling.AUTO, gray, 20, 3, 25),
        "pixel x 20, y 3: the image has 20x10 pixels; expected x from 0 to 19, y from 0 to 9");
    assertRefused(
        () -> inspect(GRAY, DENOISE, Tiling.AUTO, gray, 3, -1, 25),
        "pixel x 3, y -1: the image has 20x10 pixels; expected x from 0 to 19, y from 0 to 9");
    assertRefused(
        () -> inspect(GRAY, DENOISE, Tiling.AUTO, gray, 3, 3, 60),
        "sigma 60.0: model small can denoise, sigma 0 to 55; give one of these levels");
    assertRefused(
        () -> inspect(COLOR_RNAN, DENOISE, Tiling.AUTO, gray, 3, 3, 25),
        "image of 1 channels: model small expects 3");
    assertRefused(
        () -> inspect(GRAY, DENOISE, Tiling.AUTO, image(20, 10, 2), 3, 3, 25),
        "image of 2 channels: expected 1 (gray) or 3 (RGB)");
    gray.plane(0)[0] = Float.NaN;
    assertThatThrownBy(() -> inspect(GRAY, DENOISE, Tiling.AUTO, gray, 3, 3, 25))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  void networksWithoutNonlocalStepsAreRefused() {
    Image gray = image(20, 10, 1);
    assertRefused(
        () -> inspect(PlainConfig.dncnn(1, 4, 3), DENOISE, Tiling.AUTO, gray, 3, 3, 25),
        "model small is a network without non-local steps (plain), so it compares no pixels: expected an NLRN or RNAN");
    assertThatThrownBy(
            () ->
                inspect(
                    RandomNlrn.config("'nonlocalEvery': 0"), DENOISE, Tiling.AUTO, gray, 3, 3, 25))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without non-local steps (nlrn)");
  }

  @Test
  void aTileSmallerThanTheNeighborhoodIsRefused() {
    assertRefused(
        () ->
            inspect(
                RandomNlrn.config("'neighborhood': 65"), DENOISE, TILE, image(9, 9, 1), 3, 3, 25),
        "tiles of 64 pixels: model small compares pixels over 65; give at least 65, auto or none");
  }

  private static void assertRefused(Runnable work, String message) {
    assertThatThrownBy(work::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
