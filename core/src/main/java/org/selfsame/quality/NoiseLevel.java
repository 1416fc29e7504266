package org.selfsame.quality;

import java.util.Arrays;
import org.selfsame.image.Image;

/**
 * The standard deviation of white Gaussian noise in an image, estimated from the image alone.
 *
 * <p>The diagonal coefficients of one level of an orthonormal wavelet keep the noise's deviation
 * and little of a smooth image; edges barely move the median of their magnitudes (Donoho and
 * Johnstone, 1994). Remaining texture makes the estimate too large, most of all for weak noise: a
 * clean photograph gives about 1 to 4.
 */
public final class NoiseLevel {
  /** The median magnitude of a standard normal number. */
  private static final double MEDIAN = 0.6744897501960817;

  /** High-pass filter of Daubechies' wavelet with four vanishing moments: cubics give zero. */
  private static final double[] WAVELET = {
    -0.010597401785069032,
    -0.0328830116668852,
    0.030841381835560764,
    0.18703481171909309,
    -0.027983769416859854,
    -0.6308807679298589,
    0.7148465705529157,
    -0.2303778133088965
  };

  private static final double[] IDENTITY = {1};

  private NoiseLevel() {}

  /**
   * Returns the estimate for samples in 0..255, as {@code sigma} is given: the mean of the
   * channels' estimates.
   *
   * <p>An image with fewer than 8 rows or columns is measured along its other side only; one that
   * is small in both gives 0. Where the image is clipped, black or white under the whole filter,
   * noise does not show and nothing is counted; an image that is clipped everywhere gives 0.
   */
  public static double estimate(Image image) {
    double sum = 0;
    for (int c = 0; c < image.channels(); c++) {
      sum += estimate(image.plane(c), image.width(), image.height());
    }
    return 255 * sum / image.channels();
  }

  private static double estimate(float[] plane, int width, int height) {
    double[] vertical = height < WAVELET.length ? IDENTITY : WAVELET;
    double[] horizontal = width < WAVELET.length ? IDENTITY : WAVELET;
    if (vertical == IDENTITY && horizontal == IDENTITY) {
      return 0;
    }
    float[] magnitudes = magnitudes(plane, width, height, vertical, horizontal);
    if (magnitudes.length == 0) {
      return 0;
    }
    Arrays.sort(magnitudes);
    return magnitudes[magnitudes.length / 2] / MEDIAN;
  }

  /** Returns the magnitudes of the coefficients that the image shows. */
  private static float[] magnitudes(
      float[] plane, int width, int height, double[] vertical, double[] horizontal) {
    int rowStep = step(vertical);
    int columnStep = step(horizontal);
    int rows = (height - vertical.length) / rowStep + 1;
    int columns = (width - horizontal.length) / columnStep + 1;
    float[] magnitudes = new float[rows * columns];
    double[] filtered = new double[width];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      int first = row * rowStep * width;
      Arrays.fill(filtered, 0);
      for (int k = 0; k < vertical.length; k++) {
        for (int x = 0; x < width; x++) {
          filtered[x] += vertical[k] * plane[first + k * width + x];
        }
      }
      for (int x = 0; x + horizontal.length <= width; x += columnStep) {
        if (isClipped(plane, first + x, width, vertical.length, horizontal.length)) {
          continue;
        }
        double coefficient = 0;
        for (int k = 0; k < horizontal.length; k++) {
          coefficient += horizontal[k] * filtered[x + k];
        }
        magnitudes[count++] = (float) Math.abs(coefficient);
      }
    }
    return count == magnitudes.length ? magnitudes : Arrays.copyOf(magnitudes, count);
  }

  /** A wavelet's coefficients are at every second position. */
  private static int step(double[] filter) {
    return filter == IDENTITY ? 1 : 2;
  }

  /** Returns whether a rectangle is all black or all white. */
  private static boolean isClipped(float[] plane, int first, int width, int rows, int columns) {
    float value = plane[first];
    if (value > 0 && value < 1) {
      return false;
    }
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        if (plane[first + y * width + x] != value) {
          return false;
        }
      }
    }
    return true;
  }
}
