package org.selfsame.nonlocal.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.selfsame.nonlocal.classic.Scenes.noisy;
import static org.selfsame.nonlocal.classic.Scenes.scene;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
import org.selfsame.quality.Psnr;

class NonLocalMeansTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, 3",
    "9, 1, 1, 1, 3",
    "1, 9, 3, 2, 2",
    "2, 3, 1, 3, 4",
    "20, 33, 1, 1, 4",
    "17, 19, 3, 2, 3"
  })
  void isTheMeanThatTheFormulaSays(int width, int height, int channels, int patch, int search) {
    Image noisy = noisy(scene(width, height, channels), 30);
    NonLocalMeans means = new NonLocalMeans(30, patch, search, 0.8);
    Image restored = means.restore(noisy);
    assertThat(restored.channels()).isEqualTo(channels);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          assertThat((double) restored.get(c, y, x))
              .isCloseTo(slowly(noisy, means, c, y, x), within(2e-6));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, 25, 50})
  void noiseBecomesLess(double sigma) {
    for (int channels : new int[] {1, 3}) {
      Image clean = scene(90, 70, channels);
      Image noisy = noisy(clean, sigma);
      Image copy = noisy.copy();
      double before = Psnr.ofFloat(noisy, clean);
      Image restored = NonLocalMeans.forNoise(sigma).restore(noisy);
      assertThat(Psnr.of(restored, clean)).isGreaterThan(before + 5);
      assertThat(noisy.plane(0)).as("the input").containsExactly(copy.plane(0));
      assertThat(NonLocalMeans.forNoise(sigma).restore(noisy).plane(0))
          .as("on any threads")
          .containsExactly(restored.plane(0));
    }
  }

  @Test
  void aConstantImageIsKept() {
    Image image = new Image(30, 40, new float[1200]);
    Arrays.fill(image.plane(0), 0.25f);
    for (float sample : NonLocalMeans.forNoise(25).restore(image).plane(0)) {
      assertThat(sample).isCloseTo(0.25f, within(1e-6f));
    }
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NonLocalMeans.forNoise(-1))
        .withMessage("sigma is -1.0: expected a number from 0 to 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NonLocalMeans(Double.NaN, 1, 5, 1))
        .withMessageStartingWith("sigma is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NonLocalMeans(25, 0, 5, 1))
        .withMessage("patchRadius 0: expected 1 to 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NonLocalMeans(25, 1, 101, 1))
        .withMessage("searchRadius 101: expected 1 to 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NonLocalMeans(25, 1, 5, 0))
        .withMessage("strength 0.0: expected a number above 0, at most 100");
  }

  /** One pixel in double, straight from the definition. */
  private static double slowly(Image image, NonLocalMeans means, int channel, int y, int x) {
    double variance = Math.pow(means.sigma() / 255, 2);
    double sum = 0;
    double total = 0;
    for (int dy = -means.searchRadius(); dy <= means.searchRadius(); dy++) {
      for (int dx = -means.searchRadius(); dx <= means.searchRadius(); dx++) {
        double distance = distance(image, means.patchRadius(), y, x, dy, dx);
        double excess = Math.max(0, distance - 2 * variance);
        double exponent = excess / (means.strength() * means.strength() * variance);
        double weight = Math.pow(Math.max(0, 1 - exponent / 16), 16);
        sum += weight * at(image, channel, y + dy, x + dx);
        total += weight;
      }
    }
    return sum / total;
  }

  private static double distance(Image image, int radius, int y, int x, int dy, int dx) {
    double deviation = (2 * radius + 1) / 4.0;
    double sum = 0;
    double total = 0;
    for (int v = -radius; v <= radius; v++) {
      for (int u = -radius; u <= radius; u++) {
        double weight = Math.exp(-(u * u + v * v) / (2 * deviation * deviation));
        total += weight;
        for (int c = 0; c < image.channels(); c++) {
          double difference = at(image, c, y + v, x + u) - at(image, c, y + v + dy, x + u + dx);
          sum += weight * difference * difference / image.channels();
        }
      }
    }
    return sum / total;
  }

  private static double at(Image image, int channel, int y, int x) {
    return image.get(channel, inside(y, image.height()), inside(x, image.width()));
  }

  /** Walks back and forth between the first and the last pixel. */
  private static int inside(int position, int length) {
    int at = 0;
    int step = 1;
    for (int i = 0; i < Math.abs(position) && length > 1; i++) {
      if (at + step < 0 || at + step >= length) {
        step = -step;
      }
      at += step;
    }
    return at;
  }
}
