package org.selfsame.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.image.Image;

class SsimTest {
  @ParameterizedTest
  @CsvSource({"11, 11, 1", "12, 30, 1", "37, 23, 3", "64, 11, 1"})
  void theValueIsThatOfTheDefinition(int width, int height, int channels) {
    Random random = new Random(width);
    Image reference = Image.black(width, height, channels);
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double value = 0.5 + 0.6 * Math.sin(0.3 * x * (c + 1)) * Math.cos(0.2 * y);
          reference.plane(c)[y * width + x] = (float) value;
          image.plane(c)[y * width + x] = (float) (value + 0.1 * random.nextGaussian());
        }
      }
    }
    assertThat(Ssim.of(image, reference))
        .isCloseTo(direct(image, reference), within(1e-10))
        .isBetween(0.3, 0.95);
  }

  @Test
  void equalImagesAreSimilarByOne() {
    Image image = Image.black(20, 15, 1);
    for (int i = 0; i < 300; i++) {
      image.plane(0)[i] = (i * 37 % 256) / 255f;
    }
    assertThat(Ssim.of(image, image)).isEqualTo(1);
  }

  @Test
  void flatImagesDifferByTheirLuminanceOnly() {
    double c1 = 6.5025;
    assertThat(Ssim.of(flat(100), flat(150)))
        .isCloseTo((2 * 100 * 150 + c1) / (100 * 100 + 150 * 150 + c1), within(1e-9));
  }

  @Test
  void valuesAreClippedAndRoundedFirst() {
    assertThat(Ssim.of(flat(300), flat(255))).isEqualTo(1);
    assertThat(Ssim.of(flat(99.8f), flat(100.3f))).isEqualTo(1);
  }

  @Test
  void anImageSmallerThanTheWindowIsRefused() {
    Image image = Image.black(30, 10, 1);
    assertThatThrownBy(() -> Ssim.of(image, image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("30x10")
        .hasMessageContaining("at least 11x11");
  }

  @Test
  void imagesOfDifferentSizesAreRefused() {
    assertThatThrownBy(() -> Ssim.of(Image.black(30, 20, 1), Image.black(20, 30, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected the same size");
  }

  private static Image flat(float level) {
    Image image = Image.black(16, 12, 1);
    Arrays.fill(image.plane(0), level / 255);
    return image;
  }

  /** Every window by itself, with deviations from its own mean. */
  private static double direct(Image image, Image reference) {
    double sum = 0;
    int windows = 0;
    for (int c = 0; c < image.channels(); c++) {
      for (int top = 0; top + 11 <= image.height(); top++) {
        for (int left = 0; left + 11 <= image.width(); left++) {
          sum += window(image, reference, c, top, left);
          windows++;
        }
      }
    }
    return sum / windows;
  }

  private static double window(Image image, Image reference, int c, int top, int left) {
    double[] weights = new double[121];
    double[] a = new double[121];
    double[] b = new double[121];
    double total = 0;
    for (int i = 0; i < 121; i++) {
      int y = i / 11;
      int x = i % 11;
      weights[i] = Math.exp(-((y - 5) * (y - 5) + (x - 5) * (x - 5)) / 4.5);
      total += weights[i];
      a[i] = level(image.get(c, top + y, left + x));
      b[i] = level(reference.get(c, top + y, left + x));
    }
    double meanA = 0;
    double meanB = 0;
    for (int i = 0; i < 121; i++) {
      weights[i] /= total;
      meanA += weights[i] * a[i];
      meanB += weights[i] * b[i];
    }
    double varianceA = 0;
    double varianceB = 0;
    double covariance = 0;
    for (int i = 0; i < 121; i++) {
      varianceA += weights[i] * (a[i] - meanA) * (a[i] - meanA);
      varianceB += weights[i] * (b[i] - meanB) * (b[i] - meanB);
      covariance += weights[i] * (a[i] - meanA) * (b[i] - meanB);
    }
    double luminance = (2 * meanA * meanB + 6.5025) / (meanA * meanA + meanB * meanB + 6.5025);
    double structure = (2 * covariance + 58.5225) / (varianceA + varianceB + 58.5225);
    return luminance * structure;
  }

  private static long level(float sample) {
    return Math.round(255.0 * Math.min(1, Math.max(0, sample)));
  }
}
