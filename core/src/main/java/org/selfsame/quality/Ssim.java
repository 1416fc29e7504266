package org.selfsame.quality;

import java.util.Arrays;
import org.selfsame.image.Image;

/**
 * Structural similarity (Wang, Bovik, Sheikh and Simoncelli, 2004): at most 1, for equal images.
 *
 * <p>As in the authors' program: K1 = 0.01, K2 = 0.03, L = 255, only windows inside the image,
 * computed in double on 8-bit values (samples clipped to [0, 1], times 255, rounded with halves to
 * even). Of several channels, the mean is taken.
 */
public final class Ssim {
  /** The pixels that are compared together, and the weight of each. */
  public enum Window {
    /** 11x11 pixels, Gaussian with sigma 1.5: what SSIM means unless something else is said. */
    GAUSSIAN(11, 1.5),
    /**
     * 8x8 pixels, which all count the same. AR-CNN's, DnCNN's and RNAN's tables for JPEG use it: on
     * LIVE1 at quality 10 it gives 0.7905 and the other 0.7730.
     */
    UNIFORM(8, Double.POSITIVE_INFINITY);

    private final int size;
    private final double sigma;

    Window(int size, double sigma) {
      this.size = size;
      this.sigma = sigma;
    }

    /** Returns numbers that sum to 1; the window is their product with themselves. */
    private double[] weights() {
      double[] weights = new double[size];
      double sum = 0;
      for (int k = 0; k < size; k++) {
        double distance = k - (size - 1) / 2.0;
        weights[k] = Math.exp(-distance * distance / (2 * sigma * sigma));
        sum += weights[k];
      }
      for (int k = 0; k < size; k++) {
        weights[k] /= sum;
      }
      return weights;
    }
  }

  private static final double C1 = 0.01 * 255 * 0.01 * 255;
  private static final double C2 = 0.03 * 255 * 0.03 * 255;

  private Ssim() {}

  /**
   * Returns the mean similarity of two images under the Gaussian window.
   *
   * @throws IllegalArgumentException if sizes or channels differ, or a side is below 11 pixels
   */
  public static double of(Image image, Image reference) {
    return of(image, reference, Window.GAUSSIAN);
  }

  /**
   * Returns the mean similarity of two images.
   *
   * @throws IllegalArgumentException if sizes or channels differ, or a side is below that of the
   *     window
   */
  public static double of(Image image, Image reference, Window window) {
    EightBit.requireSameSize(image, reference);
    int size = window.size;
    if (image.width() < size || image.height() < size) {
      throw new IllegalArgumentException(
          "SSIM of an image of %dx%d pixels: expected at least %dx%d, the size of its window"
              .formatted(image.width(), image.height(), size, size));
    }
    double[] weights = window.weights();
    double sum = 0;
    for (int c = 0; c < image.channels(); c++) {
      sum += mean(image.plane(c), reference.plane(c), image.width(), image.height(), weights);
    }
    return sum / image.channels();
  }

  private static double mean(float[] a, float[] b, int width, int height, double[] window) {
    int size = window.length;
    int columns = width - size + 1;
    // The rows under the window, filtered along the row: of a, b, a^2, b^2 and ab.
    double[][][] rows = new double[size][5][columns];
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
        filter(moments[m], window, rows[y % size][m]);
      }
      if (y < size - 1) {
        continue;
      }
      for (int m = 0; m < 5; m++) {
        Arrays.fill(means[m], 0);
        for (int k = 0; k < size; k++) {
          add(window[k], rows[(y + 1 + k) % size][m], means[m]); // y + 1 - size is the oldest row
        }
      }
      for (int x = 0; x < columns; x++) {
        sum += similarity(means[0][x], means[1][x], means[2][x], means[3][x], means[4][x]);
      }
    }
    return sum / ((double) columns * (height - size + 1));
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

  private static void filter(double[] row, double[] window, double[] filtered) {
    for (int x = 0; x < filtered.length; x++) {
      double sum = 0;
      for (int k = 0; k < window.length; k++) {
        sum += window[k] * row[x + k];
      }
      filtered[x] = sum;
    }
  }

  private static void add(double weight, double[] row, double[] sum) {
    for (int x = 0; x < sum.length; x++) {
      sum[x] += weight * row[x];
    }
  }
}
