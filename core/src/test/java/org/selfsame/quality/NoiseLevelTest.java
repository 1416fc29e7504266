package org.selfsame.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;

class NoiseLevelTest {
  @ParameterizedTest
  @ValueSource(doubles = {5, 15, 25, 50})
  void theNoiseOnAGradientIsEstimatedWithinFivePercent(double sigma) {
    Image image = gradient(256, 192, 1);
    addNoise(image, 0, sigma);
    assertThat(NoiseLevel.estimate(image)).isCloseTo(sigma, Percentage.withPercentage(5));
  }

  @ParameterizedTest
  @CsvSource({"20000, 1", "1, 20000", "2000, 5", "7, 3000", "300, 8"})
  void aNarrowImageIsMeasuredToo(int width, int height) {
    Image image = gradient(width, height, 1);
    addNoise(image, 0, 25);
    assertThat(NoiseLevel.estimate(image)).isCloseTo(25, Percentage.withPercentage(5));
  }

  @Test
  void aCleanGradientOfEightBitsHasAlmostNoNoise() {
    Image image = gradient(256, 192, 1);
    for (int i = 0; i < image.plane(0).length; i++) {
      image.plane(0)[i] = Math.round(255 * image.plane(0)[i]) / 255f;
    }
    assertThat(NoiseLevel.estimate(image)).isLessThan(1);
  }

  @Test
  void aCubicSurfaceHasNoNoise() {
    Image image = Image.black(40, 30, 1);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 40; x++) {
        double u = x / 40.0;
        double v = y / 30.0;
        image.plane(0)[y * 40 + x] = (float) (u * u * u - v * v * v + u * v);
      }
    }
    assertThat(NoiseLevel.estimate(image)).isCloseTo(0, within(1e-4));
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
    assertThat(NoiseLevel.estimate(image)).isCloseTo(15, Percentage.withPercentage(5));
  }

  @Test
  void channelsAreAveraged() {
    Image image = gradient(256, 192, 3);
    addNoise(image, 0, 10);
    addNoise(image, 1, 20);
    addNoise(image, 2, 60);
    assertThat(NoiseLevel.estimate(image)).isCloseTo(30, Percentage.withPercentage(5));
  }

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
    assertThat(NoiseLevel.estimate(image)).isCloseTo(25, Percentage.withPercentage(8));
  }

  @Test
  void flatRegionsThatAreNotClippedCountAsCleanOnes() {
    Image image = gradient(256, 192, 1);
    addNoise(image, 0, 25);
    for (int i = 0; i < image.plane(0).length; i++) {
      if (i % 256 < 150) {
        image.plane(0)[i] = 0.5f;
      }
    }
    assertThat(NoiseLevel.estimate(image)).isLessThan(0.01);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 7", "1, 7"})
  void anImageThatIsTooSmallToTellGivesZero(int width, int height) {
    Image image = gradient(width, height, 1);
    addNoise(image, 0, 25);
    assertThat(NoiseLevel.estimate(image)).isZero();
  }

  @Test
  void anImageThatIsClippedEverywhereGivesZero() {
    assertThat(NoiseLevel.estimate(Image.black(64, 48, 3))).isZero();
  }

  @Test
  void theSmallestImageWithACoefficientGivesItsMagnitude() {
    Image image = gradient(8, 8, 1);
    addNoise(image, 0, 25);
    assertThat(NoiseLevel.estimate(image)).isGreaterThan(0).isLessThan(150);
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
}
