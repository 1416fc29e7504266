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
import org.selfsame.quality.Ssim.Window;

class SsimTest {
  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, 11, 11, 1",
    "GAUSSIAN, 12, 30, 1",
    "GAUSSIAN, 37, 23, 3",
    "GAUSSIAN, 64, 11, 1",
    "UNIFORM, 8, 8, 1",
    "UNIFORM, 12, 30, 1",
    "UNIFORM, 37, 23, 3"
  })
  void theValueIsThatOfTheDefinition(Window window, int width, int height, int channels) {
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
    assertThat(Ssim.of(image, reference, window))
        .isCloseTo(direct(image, reference, window), within(1e-10))
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
  void theWindowIsGaussianIfNothingElseIsSaid() {
    Image image = Image.black(20, 15, 1);
    for (int i = 0; i < 300; i++) {
      image.plane(0)[i] = (i * 37 % 256) / 255f;
    }
    assertThat(Ssim.of(image, blackOf(image)))
        .isEqualTo(Ssim.of(image, blackOf(image), Window.GAUSSIAN))
        .isNotEqualTo(Ssim.of(image, blackOf(image), Window.UNIFORM));
  }

  @Test
  void anImageSmallerThanTheWindowIsRefused() {
    Image image = Image.black(30, 10, 1);
    assertThatThrownBy(() -> Ssim.of(image, image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("30x10")
        .hasMessageContaining("at least 11x11");
    assertThat(Ssim.of(image, image, Window.UNIFORM)).isEqualTo(1);
    Image small = Image.black(7, 9, 1);
    assertThatThrownBy(() -> Ssim.of(small, small, Window.UNIFORM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7x9")
        .hasMessageContaining("at least 8x8");
  }

  @Test
  void imagesOfDifferentSizesAreRefused() {
    assertThatThrownBy(() -> Ssim.of(Image.black(30, 20, 1), Image.black(20, 30, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected the same size");
  }

  private static Image blackOf(Image image) {
    return Image.black(image.width(), image.height(), 1);
  }

  private static Image flat(float level) {
    Image image = Image.black(16, 12, 1);
    Arrays.fill(image.plane(0), level / 255);
    return image;
  }

  /** Every window by itself, with deviations from its own mean. */
  private static double direct(Image image, Image reference, Window window) {
    int size = window == Window.GAUSSIAN ? 11 : 8;
    double sum = 0;
    int windows = 0;
    for (int c = 0; c < image.channels(); c++) {
      for (int top = 0; top + size <= image.height(); top++) {
        for (int left = 0; left + size <= image.width(); left++) {
          sum += similarity(image, reference, window, size, c, top, left);
          windows++;
        }
      }
    }
    return sum / windows;
  }

  private static double similarity(
      Image image, Image reference, Window window, int size, int c, int top, int left) {
    int pixels = size * size;
    double[] weights = new double[pixels];
    double[] a = new double[pixels];
    double[] b = new double[pixels];
    double total = 0;
    for (int i = 0; i < pixels; i++) {
      int y = i / size;
      int x = i % size;
      weights[i] =
          window == Window.UNIFORM ? 1 : Math.exp(-((y - 5) * (y - 5) + (x - 5) * (x - 5)) / 4.5);
      total += weights[i];
      a[i] = level(image.get(c, top + y, left + x));
      b[i] = level(reference.get(c, top + y, left + x));
    }
    double meanA = 0;
    double meanB = 0;
    for (int i = 0; i < pixels; i++) {
      weights[i] /= total;
      meanA += weights[i] * a[i];
      meanB += weights[i] * b[i];
    }
    double varianceA = 0;
    double varianceB = 0;
    double covariance = 0;
    for (int i = 0; i < pixels; i++) {
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
