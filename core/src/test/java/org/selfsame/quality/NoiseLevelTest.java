package org.selfsame.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.Resampling;
import org.selfsame.image.SampleFormat;
import org.selfsame.quality.NoiseLevel.Trust;
import org.selfsame.task.BilinearDemosaic;

class NoiseLevelTest {
  // ---- white noise ----

  @ParameterizedTest
  @ValueSource(doubles = {2, 5, 15, 25, 50})
  void theNoiseOnAGradientIsEstimatedWithinFivePercent(double sigma) {
    Image image = gradient(256, 192, 1);
    addNoise(image, 0, sigma);
    assertTrusted(image, sigma, 5);
  }

  @ParameterizedTest
  @CsvSource({"20000, 1", "1, 20000", "2000, 5", "7, 3000", "300, 8"})
  void aNarrowImageIsMeasuredToo(int width, int height) {
    Image image = gradient(width, height, 1);
    addNoise(image, 0, 25);
    assertTrusted(image, 25, 5);
  }

  @Test
  void ofALargeImageEnoughIsLookedAt() {
    Image image = gradient(2100, 1500, 1);
    addNoise(image, 0, 10);
    assertTrusted(image, 10, 2);
  }

  @Test
  void edgesHardlyMoveTheEstimate() {
    Image image = gradient(256, 256, 1);
    for (int y = 0; y < 256; y++) {
      for (int x = 0; x < 256; x++) {
        if (x / 64 % 2 == y / 64 % 2) {
          image.plane(0)[y * 256 + x] = 0.9f;
        }
      }
    }
    addNoise(image, 0, 15);
    assertTrusted(image, 15, 5);
  }

  // ---- hardly any noise ----

  @Test
  void aCleanGradientOfEightBitsHasAlmostNoNoise() {
    NoiseLevel level = NoiseLevel.of(rounded(gradient(256, 192, 1)));
    assertThat(level.sigma()).isLessThan(1);
    assertThat(level.trust()).isEqualTo(Trust.TRUSTED);
  }

  @Test
  void aCubicSurfaceHasNoNoise() {
    Image image = Image.black(80, 60, 1);
    for (int y = 0; y < 60; y++) {
      for (int x = 0; x < 80; x++) {
        double u = x / 80.0;
        double v = y / 60.0;
        image.plane(0)[y * 80 + x] = (float) (0.3 + 0.3 * (u * u * u - v * v * v + u * v));
      }
    }
    NoiseLevel level = NoiseLevel.of(image);
    assertThat(level.sigma()).isLessThan(1e-3);
    assertThat(level.trust()).isEqualTo(Trust.TRUSTED);
  }

  // ---- channels ----

  @Test
  void channelsAreAveraged() {
    Image image = gradient(256, 192, 3);
    addNoise(image, 0, 15);
    addNoise(image, 1, 10);
    addNoise(image, 2, 17);
    assertTrusted(image, 14, 5);
  }

  @Test
  void channelsThatAreNotEquallyNoisyAreAveragedAndNotTrusted() {
    Image image = gradient(256, 192, 3);
    addNoise(image, 0, 10);
    addNoise(image, 1, 20);
    addNoise(image, 2, 60);
    NoiseLevel level = NoiseLevel.of(image);
    assertThat(level.sigma()).isCloseTo(30, Percentage.withPercentage(5));
    assertThat(level.most()).isCloseTo(60, Percentage.withPercentage(8));
    assertThat(level.trust()).isEqualTo(Trust.UNEVEN);
  }

  @Test
  void aChannelThatShowsNothingDoesNotCount() {
    Image image = gradient(256, 192, 3);
    addNoise(image, 0, 25);
    addNoise(image, 1, 25);
    Arrays.fill(image.plane(2), 0);
    assertTrusted(image, 25, 5);
  }

  @Test
  void oneDoubtfulChannelMakesTheLeastEstimateCount() {
    Image image = gradient(256, 192, 3);
    addNoise(image, 0, 25);
    addNoise(image, 1, 25);
    addNoise(image, 2, 25);
    System.arraycopy(blurred(image).plane(2), 0, image.plane(2), 0, 256 * 192);
    NoiseLevel level = NoiseLevel.of(image);
    assertThat(level.trust()).isEqualTo(Trust.CORRELATED);
    assertThat(level.sigma()).isLessThan(2);
  }

  // ---- where noise does not show ----

  @Test
  void clippedRegionsAreNotCounted() {
    Image image = gradient(256, 192, 1);
    addNoise(image, 0, 25);
    for (int i = 0; i < image.plane(0).length; i++) {
      if (i % 256 < 100) {
        image.plane(0)[i] = 1;
      } else if (i % 256 > 200) {
        image.plane(0)[i] = 0;
      }
    }
    assertTrusted(image, 25, 8);
  }

  @Test
  void noiseThatIsCutOffAtBlackIsNotCounted() {
    Image image = gradient(256, 192, 1);
    for (int i = 0; i < image.plane(0).length; i++) {
      image.plane(0)[i] = i % 256 < 128 ? 0.02f : 0.5f;
    }
    addNoise(image, 0, 25);
    assertTrusted(rounded(image), 25, 5);
  }

  @Test
  void aFlatPageAroundANoisyPictureIsNotCounted() {
    Image image = gradient(256, 192, 1);
    addNoise(image, 0, 25);
    for (int i = 0; i < image.plane(0).length; i++) {
      if (i % 256 < 190 || i / 256 < 90) {
        image.plane(0)[i] = 0.5f;
      }
    }
    assertTrusted(image, 25, 8);
  }

  /** Half of each block at the edge of the page would be noise. */
  @Test
  void aPageOfThePicturesOwnShadeIsNotCounted() {
    Image image = Image.black(256, 256, 1);
    Arrays.fill(image.plane(0), 0.5f);
    addNoise(image, 0, 25);
    for (int i = 0; i < 256 * 256; i++) {
      if (i / 256 % 28 < 14 || i % 256 % 28 < 14) {
        image.plane(0)[i] = 0.5f;
      }
    }
    assertTrusted(image, 25, 8);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 16f / 255, 1})
  void barsAboveAndBelowAreNotCounted(float shade) {
    Image image = gradient(256, 192, 3);
    for (int c = 0; c < 3; c++) {
      addNoise(image, c, 15);
      Arrays.fill(image.plane(c), 0, 256 * 61, shade);
      Arrays.fill(image.plane(c), 256 * 131, 256 * 192, shade);
    }
    assertTrusted(rounded(image), 15, 5);
  }

  @Test
  void pixelsUnderFullTransparencyAreNotCounted() {
    Image image = gradient(128, 96, 1);
    Image alpha = Image.black(128, 96, 1);
    addNoise(image, 0, 10);
    Random random = new Random(5);
    for (int i = 0; i < 128 * 96; i++) {
      if (i % 128 < 70) {
        image.plane(0)[i] = random.nextFloat();
      } else {
        alpha.plane(0)[i] = 0.5f;
      }
    }
    NoiseLevel seen = NoiseLevel.of(image, Optional.of(alpha));
    assertThat(seen.sigma()).isCloseTo(10, Percentage.withPercentage(8));
    assertThat(seen.trust()).isEqualTo(Trust.TRUSTED);
    assertThat(NoiseLevel.of(image, Optional.of(Image.black(128, 96, 1))))
        .isEqualTo(new NoiseLevel(0, 0, Trust.TOO_LITTLE));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 7", "1, 7", "8, 8", "16, 16"})
  void anImageThatIsTooSmallToTellGivesZeroAndIsNotTrusted(int width, int height) {
    Image image = gradient(width, height, 1);
    addNoise(image, 0, 25);
    assertThat(NoiseLevel.of(image)).isEqualTo(new NoiseLevel(0, 0, Trust.TOO_LITTLE));
  }

  @Test
  void anImageThatIsClippedEverywhereGivesZeroAndIsNotTrusted() {
    assertThat(NoiseLevel.of(Image.black(64, 48, 3)))
        .isEqualTo(new NoiseLevel(0, 0, Trust.TOO_LITTLE));
  }

  // ---- what looks like noise ----

  @Test
  void aWeaveIsTexture() {
    Image image = Image.black(128, 128, 1);
    for (int y = 0; y < 128; y++) {
      for (int x = 0; x < 128; x++) {
        double thread = Math.sin(2.1 * x) * Math.sin(2.3 * y);
        image.plane(0)[y * 128 + x] = (float) (0.5 + 0.4 * thread);
      }
    }
    assertDoubted(rounded(image), Trust.TEXTURE, 3);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, TOO_LITTLE", "0.2, 0.8, TEXTURE"})
  void aDitherIsTexture(float dark, float bright, Trust trust) {
    int[][] thresholds = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};
    Image image = gradient(128, 128, 1);
    for (int i = 0; i < 128 * 128; i++) {
      float threshold = (thresholds[i / 128 % 4][i % 4] + 0.5f) / 16;
      image.plane(0)[i] = image.plane(0)[i] > threshold ? bright : dark;
    }
    assertDoubted(image, trust, 3);
  }

  /** Leaves that fall on each other have the statistics of natural images. */
  @Test
  void fallenLeavesAreTexture() {
    Image image = gradient(160, 160, 1);
    Random random = new Random(3);
    for (int leaf = 0; leaf < 8000; leaf++) {
      double radius = 1.5 / Math.sqrt(0.02 + random.nextDouble());
      double centerX = 160 * random.nextDouble();
      double centerY = 160 * random.nextDouble();
      float shade = 0.2f + 0.6f * random.nextFloat();
      for (int y = 0; y < 160; y++) {
        for (int x = 0; x < 160; x++) {
          if (Math.hypot(x - centerX, y - centerY) < radius) {
            image.plane(0)[y * 160 + x] = shade;
          }
        }
      }
    }
    NoiseLevel level = NoiseLevel.of(image);
    assertThat(level.trust()).isEqualTo(Trust.TEXTURE);
    assertThat(level.sigma()).isLessThan(level.most() / 3);
  }

  @Test
  void noiseThatWasBlurredIsNotTrusted() {
    Image image = gradient(256, 192, 1);
    addNoise(image, 0, 20);
    assertDoubted(rounded(blurred(image)), Trust.CORRELATED, 2);
  }

  @ParameterizedTest
  @CsvSource({"333, 250", "512, 384", "768, 576"})
  void noiseThatWasEnlargedIsNotTrusted(int width, int height) {
    Image image = gradient(256, 192, 1);
    addNoise(image, 0, 20);
    assertDoubted(Resampling.resize(image, width, height), Trust.CORRELATED, 4);
  }

  @Test
  void noiseThatWasDemosaickedIsNotTrusted() {
    Image image = gradient(256, 192, 3);
    for (int c = 0; c < 3; c++) {
      addNoise(image, c, 20);
    }
    BayerMosaic.Pattern pattern = BayerMosaic.Pattern.RGGB;
    Image mosaic = new BayerMosaic(pattern).degrade(image, "noisy");
    assertDoubted(new BilinearDemosaic(pattern).restore(mosaic), Trust.CORRELATED, 4);
  }

  @ParameterizedTest
  @CsvSource({"7, 75", "7, 50", "3, 80"})
  void noiseThatJpegTookAwayIsNotTrusted(double sigma, int quality) {
    Image image = gradient(256, 192, 1);
    addNoise(image, 0, sigma);
    assertDoubted(new JpegCompression(quality).degrade(image, "noisy"), Trust.JPEG, 2);
  }

  @ParameterizedTest
  @CsvSource({"20, 50", "25, 50"})
  void noiseThatHidesTheGridOfJpegIsNotTrustedEither(double sigma, int quality) {
    Image image = gradient(256, 192, 1);
    addNoise(image, 0, sigma);
    NoiseLevel level = NoiseLevel.of(new JpegCompression(quality).degrade(image, "noisy"));
    assertThat(level.trust()).isIn(Trust.JPEG, Trust.CORRELATED, Trust.TEXTURE);
  }

  @Test
  void noiseThatCameAfterJpegIsTrusted() {
    Image compressed = new JpegCompression(10).degrade(gradient(256, 192, 1), "clean");
    addNoise(compressed, 0, 15);
    assertTrusted(compressed, 15, 8);
  }

  @Test
  void everyDoubtHasWordsAndANameForPrograms() {
    for (Trust trust : Trust.values()) {
      assertThat(trust.doubt().isEmpty()).isEqualTo(trust == Trust.TRUSTED);
      assertThat(trust.toString()).matches("[a-z-]+");
    }
    assertThat(Trust.TOO_LITTLE).hasToString("too-little");
  }

  // ---- helpers ----

  private static void assertTrusted(Image image, double sigma, double percent) {
    NoiseLevel level = NoiseLevel.of(image);
    assertThat(level.sigma()).isCloseTo(sigma, Percentage.withPercentage(percent));
    assertThat(level.trust()).isEqualTo(Trust.TRUSTED);
  }

  /** Noise that is doubted is hardly removed. */
  private static void assertDoubted(Image image, Trust trust, double highest) {
    NoiseLevel level = NoiseLevel.of(image);
    assertThat(level.trust()).isEqualTo(trust);
    assertThat(level.sigma()).isLessThan(highest).isLessThanOrEqualTo(level.most());
  }

  private static Image gradient(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          image.plane(c)[y * width + x] = 0.2f + 0.5f * x / width + 0.1f * y / height;
        }
      }
    }
    return image;
  }

  private static void addNoise(Image image, int channel, double sigma) {
    Random random = new Random(channel);
    float[] plane = image.plane(channel);
    for (int i = 0; i < plane.length; i++) {
      plane[i] += (float) (sigma / 255 * random.nextGaussian());
    }
  }

  private static Image rounded(Image image) {
    return SampleFormat.UINT8.round(image);
  }

  /** Returns each pixel's mean with its neighbors, the nearer ones counted twice. */
  private static Image blurred(Image image) {
    Image blurred = image.copy();
    int width = image.width();
    int[] weights = {1, 2, 1};
    for (int c = 0; c < image.channels(); c++) {
      for (int y = 1; y + 1 < image.height(); y++) {
        for (int x = 1; x + 1 < width; x++) {
          float sum = 0;
          for (int k = 0; k < 9; k++) {
            sum += weights[k / 3] * weights[k % 3] * image.get(c, y + k / 3 - 1, x + k % 3 - 1);
          }
          blurred.plane(c)[y * width + x] = sum / 16;
        }
      }
    }
    return blurred;
  }
}
