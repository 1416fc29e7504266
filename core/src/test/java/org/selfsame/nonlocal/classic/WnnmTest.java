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
import org.selfsame.image.Image;
import org.selfsame.quality.Psnr;

class WnnmTest {
  @ParameterizedTest
  @CsvSource({
    "17, 14, 6, 40, 4", // fewer patches than pixels of one
    "13, 12, 4, 40, 3", // more
    "71, 7, 7, 30, 2", // wider than the window
    "5, 36, 4, 45, 2", // higher, with fewer patches than are wanted
    "9, 9, 9, 30, 4" // one patch
  })
  void isWhatItsDescriptionSays(int width, int height, int patch, int similar, int iterations) {
    Image noisy = noisy(scene(width, height, 1), 30);
    Image restored = new Wnnm(30, patch, similar, iterations, 0.56).restore(noisy);
    double[][] rows = new double[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rows[y][x] = 255.0 * noisy.get(0, y, x);
      }
    }
    double[][] slow = new SlowWnnm(30, patch, similar, iterations, 0.56).restore(rows);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        assertThat(255.0 * restored.get(0, y, x)).isCloseTo(slow[y][x], within(1e-3));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"15, 5", "25, 6", "50, 6", "75, 6"})
  void noiseBecomesLess(double sigma, double gain) {
    Image clean = scene(30, 28, 1);
    Image noisy = noisy(clean, sigma);
    Image copy = noisy.copy();
    Image restored = Wnnm.forNoise(sigma).restore(noisy);
    assertThat(Psnr.of(restored, clean)).isGreaterThan(Psnr.ofFloat(noisy, clean) + gain);
    assertThat(noisy.plane(0)).as("the input").containsExactly(copy.plane(0));
  }

  @Test
  void isTheSameOnAnyNumberOfThreads() throws Exception {
    Image noisy = noisy(scene(50, 41, 1), 25);
    Wnnm wnnm = new Wnnm(25, 6, 40, 4, 0.54);
    Image alone = on(1, wnnm, noisy);
    assertThat(on(5, wnnm, noisy).plane(0)).containsExactly(alone.plane(0));
  }

  private static Image on(int threads, Wnnm wnnm, Image noisy) throws Exception {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(() -> wnnm.restore(noisy)).get();
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void colorsAreRestoredAsOpponents() {
    Image noisy = noisy(scene(12, 10, 3), 25);
    Image restored = Wnnm.forNoise(25).restore(noisy);
    float[] luminance = denoisedLuminance(noisy);
    for (int i = 0; i < luminance.length; i++) {
      assertThat(luminance(restored, i)).isCloseTo(luminance[i], within(2e-5f));
    }
  }

  /** Of the mean of three, noise has a third of the variance. */
  private static float[] denoisedLuminance(Image noisy) {
    Image mean = Image.black(noisy.width(), noisy.height(), 1);
    for (int i = 0; i < mean.plane(0).length; i++) {
      mean.plane(0)[i] = luminance(noisy, i);
    }
    return Wnnm.forNoise((float) (25 / Math.sqrt(3))).restore(mean).plane(0);
  }

  private static float luminance(Image image, int i) {
    return (image.plane(0)[i] + image.plane(1)[i] + image.plane(2)[i]) / 3;
  }

  @Test
  void planesThatAreNotColorsAreRestoredByThemselves() {
    Image noisy = noisy(scene(12, 10, 2), 25);
    Wnnm wnnm = Wnnm.forNoise(25);
    assertThat(wnnm.restore(noisy).plane(1))
        .containsExactly(wnnm.restore(new Image(12, 10, noisy.plane(1))).plane(0));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "8, 2", "5, 6", "7, 7"})
  void ofTheOnlyPatchThereIsNothingToLearn(int width, int height) {
    Image noisy = noisy(scene(width, height, 1), 25);
    Image restored = Wnnm.forNoise(25).restore(noisy);
    assertThat(restored.width()).isEqualTo(width);
    assertThat(restored.height()).isEqualTo(height);
    for (int i = 0; i < width * height; i++) {
      assertThat(restored.plane(0)[i]).isFinite();
      if (width <= 7 && height <= 7) {
        assertThat(restored.plane(0)[i]).isCloseTo(noisy.plane(0)[i], within(1e-6f));
      }
    }
  }

  @Test
  void aConstantImageIsKept() {
    Image image = new Image(30, 25, new float[750]);
    Arrays.fill(image.plane(0), 0.3f);
    for (float sample : Wnnm.forNoise(25).restore(image).plane(0)) {
      assertThat(sample).isCloseTo(0.3f, within(1e-6f));
    }
  }

  @Test
  void noiseLevelsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wnnm.forNoise(-1))
        .withMessage("sigma is -1.0: expected a number from 0 to 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wnnm.forNoise(Double.NaN))
        .withMessageStartingWith("sigma is NaN");
  }
}
