package org.selfsame.quality;

import java.util.Arrays;
import org.selfsame.image.Image;

/**
 * Structural similarity (Wang, Bovik, Sheikh and Simoncelli, 2004): at most 1, which equal images
 * have.
 *
 * <p>As in the authors' program: Gaussian window of 11x11 pixels with sigma 1.5, K1 = 0.01, K2 =
 * 0.03, L = 255, only windows inside the image, computed in double on 8-bit values (samples clipped
 * to [0, 1], times 255, rounded with halves to even). Of several channels, the mean is taken.
 */
public final class Ssim {
  private static final int SIZE = 11;
  private static final double[] WINDOW = window();
  private static final double C1 = 0.01 * 255 * 0.01 * 255;
  private static final double C2 = 0.03 * 255 * 0.03 * 255;

  private Ssim() {}

  /**
   * Returns the mean similarity of two images.
   *
   * @throws IllegalArgumentException if sizes or channels differ, or a side is below 11 pixels
   */
  public static double of(Image image, Image reference) {
    EightBit.requireSameSize(image, reference);
    if (image.width() < SIZE || image.height() < SIZE) {
      throw new IllegalArgumentException(
          "SSIM of an image of %dx%d pixels: expected at least %dx%d, the size of its window"
              .formatted(image.width(), image.height(), SIZE, SIZE));
    }
    double sum = 0;
    for (int c = 0; c < image.channels(); c++) {
      sum += mean(image.plane(c), reference.plane(c), image.width(), image.height());
    }
    return sum / image.channels();
  }

  private static double mean(float[] a, float[] b, int width, int height) {
    int columns = width - SIZE + 1;
    // The rows under the window, filtered along the row: of a, b, a^2, b^2 and ab.
    double[][][] rows = new double[SIZE][5][columns];
    double[][] moments = new double[5][width];
    double[][] means = new double[5][columns];
    double sum = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double valueA = EightBit.value(a[y * width + x]);
        double valueB = EightBit.value(b[y * width + x]);
        moments[0][x] = valueA;
        moments[1][x] = valueB;
        moments[2][x] = valueA * valueA;
        moments[3][x] = valueB * valueB;
        moments[4][x] = valueA * valueB;
      }
      for (int m = 0; m < 5; m++) {
        filter(moments[m], rows[y % SIZE][m]);
      }
      if (y < SIZE - 1) {
        continue;
      }
      for (int m = 0; m < 5; m++) {
        Arrays.fill(means[m], 0);
        for (int k = 0; k < SIZE; k++) {
          add(WINDOW[k], rows[(y + 1 + k) % SIZE][m], means[m]); // y + 1 - SIZE is the oldest row
        }
      }
      for (int x = 0; x < columns; x++) {
        sum += similarity(means[0][x], means[1][x], means[2][x], means[3][x], means[4][x]);
      }
    }
    return sum / ((double) columns * (height - SIZE + 1));
  }

  /** Equation (13): from the weighted means of a, b, a^2, b^2 and ab under the window. */
  private static double similarity(double a, double b, double aa, double bb, double ab) {
    double varianceA = aa - a * a;
    double varianceB = bb - b * b;
    double covariance = ab - a * b;
    return (2 * a * b + C1)
        * (2 * covariance + C2)
        / ((a * a + b * b + C1) * (varianceA + varianceB + C2));
  }

  private static void filter(double[] row, double[] filtered) {
    for (int x = 0; x < filtered.length; x++) {
      double sum = 0;
      for (int k = 0; k < SIZE; k++) {
        sum += WINDOW[k] * row[x + k];
      }
      filtered[x] = sum;
    }
  }

  private static void add(double weight, double[] row, double[] sum) {
    for (int x = 0; x < sum.length; x++) {
      sum[x] += weight * row[x];
    }
  }

  /** The window is the product of this with itself; it sums to 1. */
  private static double[] window() {
    double[] window = new double[SIZE];
    double sum = 0;
    for (int k = 0; k < SIZE; k++) {
      double distance = k - SIZE / 2;
      window[k] = Math.exp(-distance * distance / (2 * 1.5 * 1.5));
      sum += window[k];
    }
    for (int k = 0; k < SIZE; k++) {
      window[k] /= sum;
    }
    return window;
  }
}
