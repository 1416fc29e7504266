package org.selfsame.nonlocal.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.selfsame.nonlocal.classic.Scenes.noisy;
import static org.selfsame.nonlocal.classic.Scenes.scene;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
import org.selfsame.quality.Psnr;

class Bm3dTest {
  @ParameterizedTest
  @CsvSource({
    "8, 8, 1, 25",
    "9, 31, 1, 15",
    "64, 21, 1, 25",
    "30, 70, 1, 40",
    "33, 22, 3, 25",
    "11, 11, 1, 41",
    "27, 60, 1, 50",
    "25, 24, 3, 75"
  })
  void isWhatTheDescriptionSays(int width, int height, int channels, double sigma) {
    Image noisy = noisy(scene(width, height, channels), sigma);
    Image restored = Bm3d.forNoise(sigma).restore(noisy);
    double[][] expected = SlowBm3d.restore(noisy, sigma);
    assertThat(restored.channels()).isEqualTo(channels);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < width * height; i++) {
        assertThat((double) restored.plane(c)[i]).isCloseTo(expected[c][i], within(1e-5));
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
      Image restored = Bm3d.forNoise(sigma).restore(noisy);
      assertThat(Psnr.ofFloat(restored, clean)).isGreaterThan(before + 8);
      assertThat(noisy.plane(0)).as("the input").containsExactly(copy.plane(0));
    }
  }

  @Test
  void isTheSameOnAnyNumberOfThreads() {
    Image noisy = noisy(scene(50, 260, 3), 30);
    Image one = restoreOn(1, noisy);
    Image many = restoreOn(7, noisy);
    for (int c = 0; c < 3; c++) {
      assertThat(many.plane(c)).containsExactly(one.plane(c));
    }
  }

  private static Image restoreOn(int threads, Image noisy) {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(() -> Bm3d.forNoise(30).restore(noisy)).join();
    } finally {
      pool.shutdown();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 30", "7, 8", "40, 3", "10, 12"})
  void anImageSmallerThanAPatchIsRestored(int width, int height) {
    for (double sigma : new double[] {25, 50}) {
      for (int channels = 1; channels <= 4; channels++) {
        Image clean = scene(width, height, channels);
        Image restored = Bm3d.forNoise(sigma).restore(noisy(clean, sigma));
        assertThat(restored.toString()).isEqualTo(clean.toString());
        for (int c = 0; c < channels; c++) {
          for (float sample : restored.plane(c)) {
            assertThat(sample).isBetween(-1f, 2f);
          }
        }
      }
    }
  }

  @Test
  void planesThatAreNotColorsAreRestoredByThemselves() {
    Image noisy = noisy(scene(20, 15, 2), 25);
    Image second = new Image(20, 15, noisy.plane(1));
    assertThat(Bm3d.forNoise(25).restore(noisy).plane(1))
        .containsExactly(Bm3d.forNoise(25).restore(second).plane(0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1, 25, 60, 255})
  void aConstantImageIsKept(double sigma) {
    Image image = Image.black(41, 30, 3);
    for (int c = 0; c < 3; c++) {
      Arrays.fill(image.plane(c), 0.03f + 0.4f * c);
    }
    Image restored = Bm3d.forNoise(sigma).restore(image);
    for (int c = 0; c < 3; c++) {
      for (float sample : restored.plane(c)) {
        assertThat(sample).isCloseTo(image.plane(c)[0], within(3e-6f));
      }
    }
  }

  @Test
  void aSigmaOutOfRangeIsRefused() {
    for (double sigma : new double[] {-1, 256, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Bm3d.forNoise(sigma))
          .withMessage("sigma is " + sigma + ": expected a number from 0 to 255");
    }
  }

  @Test
  void theWaveletIsThatOfItsLiftingSteps() {
    double[][] rows = Basis.WAVELET.matrix(8);
    double[][] inverse = Basis.inverse(rows);
    for (int x = 0; x < 8; x++) {
      double[] unit = new double[8];
      unit[x] = 1;
      double[] coefficients = SlowBm3d.wavelet(unit, false);
      double[] samples = SlowBm3d.wavelet(unit, true);
      for (int i = 0; i < 8; i++) {
        assertThat(rows[i][x]).isCloseTo(coefficients[i], within(1e-12));
        assertThat(inverse[i][x]).isCloseTo(samples[i], within(1e-12));
      }
    }
  }
}
