package org.selfsame.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.selfsame.image.Image;

class PsnrTest {
  @Test
  void equalImagesHaveAnInfiniteRatio() {
    Image image = gray(0.1f, 0.5f, 0.9f);
    assertThat(Psnr.of(image, image)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Psnr.ofFloat(image, image)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void anErrorOfOneLevelEverywhereIs48Decibels() {
    assertThat(Psnr.of(gray(10 / 255f, 20 / 255f), gray(11 / 255f, 19 / 255f)))
        .isCloseTo(48.1308036, within(1e-7));
  }

  @Test
  void blackAgainstWhiteIsZeroDecibels() {
    assertThat(Psnr.of(gray(0), gray(1))).isZero();
  }

  @Test
  void samplesAreClippedAndRoundedToLevels() {
    // 0.5 is 127.5 exactly, which goes to the even 128; 0.3f is 76.500003.
    Image image = gray(0.5f, 0.3f, 0.299f, -3, 7);
    assertThat(Psnr.of(image, gray(128 / 255f, 77 / 255f, 76 / 255f, 0, 1)))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void floatsAreNeitherClippedNorRounded() {
    assertThat(Psnr.ofFloat(gray(1.25f, -0.25f), gray(1, 0)))
        .isCloseTo(10 * Math.log10(16), within(1e-12));
  }

  @Test
  void unclippedNoiseOfSigma25IsAbout2017Decibels() {
    float[] noise = new float[200 * 200];
    Random random = new Random(1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (25 / 255.0 * random.nextGaussian());
    }
    assertThat(Psnr.ofFloat(new Image(200, 200, noise), Image.black(200, 200, 1)))
        .isCloseTo(20.17, within(0.05));
  }

  @Test
  void theErrorIsTheMeanOverTheChannels() {
    // Errors 3, 0, 0: the mean square is 3. The mean of three ratios would be infinite.
    Image image = new Image(1, 1, new float[] {3 / 255f}, new float[1], new float[1]);
    assertThat(Psnr.of(image, Image.black(1, 1, 3)))
        .isCloseTo(10 * Math.log10(255 * 255 / 3.0), within(1e-12));
  }

  @Test
  void aRatioOfNotANumberIsNotANumber() {
    assertThat(Psnr.of(gray(Float.NaN), gray(0))).isNaN();
  }

  @Test
  void imagesOfDifferentSizesAreRefused() {
    assertThatThrownBy(() -> Psnr.of(Image.black(3, 2, 1), Image.black(2, 3, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3x2")
        .hasMessageContaining("2x3");
    assertThatThrownBy(() -> Psnr.ofFloat(Image.black(3, 2, 1), Image.black(3, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channels");
  }

  private static Image gray(float... samples) {
    return new Image(samples.length, 1, samples);
  }
}
