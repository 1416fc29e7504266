package org.selfsame.nonlocal.classic;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.selfsame.image.Image;
import org.selfsame.image.MirroredMargin;
import org.selfsame.image.Restoration;
import org.selfsame.image.Sigma;

/**
 * Non-local means (Buades, Coll and Morel 2005; NLRN, equation (3)): each pixel becomes the mean of
 * the pixels of its search window, weighed by how alike the patches around them are,
 *
 * <pre>
 * w(i, j) = exp(-max(|P_i - P_j|^2 - 2 sigma^2, 0) / h^2)
 * </pre>
 *
 * <p>where {@code |P_i - P_j|^2} is the mean of the squared differences over a patch, weighed by a
 * Gaussian, and over the channels; {@code 2 sigma^2} is what noise alone makes it (Buades et al.
 * 2011). The exponential is computed as {@code (1 - x / 16)^16}, which is 0 from 16 on. Beyond the
 * border the image is mirrored.
 *
 * @param sigma standard deviation of the noise, of samples 0 to 255; 0 leaves an image as it is
 * @param patchRadius the patch has {@code 2 patchRadius + 1} pixels a side
 * @param searchRadius the window has {@code 2 searchRadius + 1} pixels a side
 * @param strength h in units of sigma
 */
public record NonLocalMeans(double sigma, int patchRadius, int searchRadius, double strength)
    implements Restoration {
  /** Rows that are worked on together: what they need stays in a core's cache. */
  private static final int STRIP = 16;

  private static final int LARGEST_RADIUS = 100;

  /** Checks the numbers. */
  public NonLocalMeans {
    Sigma.require(sigma);
    requireRadius("patchRadius", patchRadius);
    requireRadius("searchRadius", searchRadius);
    if (!(strength > 0 && strength <= 100)) {
      throw new IllegalArgumentException(
          "strength %s: expected a number above 0, at most 100".formatted(strength));
    }
  }

  /**
   * Returns it with a patch, window and strength that suit a noise level, found on photographs of
   * 481x321 pixels: larger patches for more noise.
   *
   * @throws IllegalArgumentException unless {@code 0 <= sigma <= 255}
   */
  public static NonLocalMeans forNoise(double sigma) {
    if (sigma <= 20) {
      return new NonLocalMeans(sigma, 2, 5, 1.15);
    }
    return sigma <= 37 ? new NonLocalMeans(sigma, 2, 5, 1.0) : new NonLocalMeans(sigma, 3, 6, 0.8);
  }

  private static void requireRadius(String name, int radius) {
    if (radius < 1 || radius > LARGEST_RADIUS) {
      throw new IllegalArgumentException(
          "%s %d: expected 1 to %d".formatted(name, radius, LARGEST_RADIUS));
    }
  }

  @Override
  public Image restore(Image degraded) {
    if (sigma == 0) {
      return degraded.copy();
    }
    Image padded = MirroredMargin.around(degraded, searchRadius + patchRadius);
    Image restored = Image.black(degraded.width(), degraded.height(), degraded.channels());
    int strips = (degraded.height() + STRIP - 1) / STRIP;
    IntStream.range(0, strips)
        .parallel()
        .forEach(
            strip -> {
              int top = strip * STRIP;
              int rows = Math.min(STRIP, degraded.height() - top);
              new Strip(padded, top, rows, degraded.width()).restore(restored);
            });
    return restored;
  }

  /**
   * The work on some rows. Rows are copied to arrays of their own: the virtual machine vectorizes
   * loops that index all their arrays from 0.
   */
  private final class Strip {
    private final Image image;
    private final int top;
    private final int rows;
    private final int width;
    private final float[] gaussian = gaussian();
    private final float[][][] own; // rows of each channel, with what patches reach to all sides
    private final float[][][] shifted; // the same of all shifts by the same columns
    private final float[][] squares;
    private final float[] columns;
    private final float[] moved;
    private final float[] distances;
    private final float[] weights;
    private final float[][] totals;
    private final float[][][] sums;

    Strip(Image image, int top, int rows, int width) {
      this.image = image;
      this.top = top;
      this.rows = rows;
      this.width = width;
      int wide = width + 2 * patchRadius;
      int high = rows + 2 * patchRadius;
      own = new float[image.channels()][high][wide];
      shifted = new float[image.channels()][high + 2 * searchRadius][wide];
      squares = new float[high][wide];
      columns = new float[wide];
      moved = new float[width];
      distances = new float[width];
      weights = new float[width];
      totals = new float[rows][width];
      sums = new float[image.channels()][rows][width];
    }

    private float[] gaussian() {
      float[] taps = new float[2 * patchRadius + 1];
      double deviation = taps.length / 4.0;
      double total = 0;
      for (int i = 0; i < taps.length; i++) {
        double distance = (i - patchRadius) / deviation;
        taps[i] = (float) Math.exp(-distance * distance / 2);
        total += taps[i];
      }
      for (int i = 0; i < taps.length; i++) {
        taps[i] /= (float) total;
      }
      return taps;
    }

    void restore(Image restored) {
      copyRows(own, top + searchRadius, searchRadius);
      for (int dx = -searchRadius; dx <= searchRadius; dx++) {
        copyRows(shifted, top, searchRadius + dx);
        for (int dy = -searchRadius; dy <= searchRadius; dy++) {
          if (dx != 0 || dy != 0) {
            addShifted(searchRadius + dy);
          }
        }
      }
      for (int c = 0; c < sums.length; c++) {
        for (int y = 0; y < rows; y++) {
          finish(own[c][y + patchRadius], y, sums[c][y]);
          System.arraycopy(sums[c][y], 0, restored.plane(c), (top + y) * width, width);
        }
      }
    }

    /** Copies rows of the image, from a row and column of it on. */
    private void copyRows(float[][][] to, int firstRow, int firstColumn) {
      for (int c = 0; c < to.length; c++) {
        for (int y = 0; y < to[c].length; y++) {
          int from = (firstRow + y) * image.width() + firstColumn;
          System.arraycopy(image.plane(c), from, to[c][y], 0, to[c][y].length);
        }
      }
    }

    /** Adds the pixel itself, and makes means of sums. */
    private void finish(float[] itself, int y, float[] sum) {
      for (int x = 0; x < width; x++) {
        sum[x] = (sum[x] + itself[patchRadius + x]) / (totals[y][x] + 1);
      }
    }

    /**
     * Adds the image that is moved by a pixel of the window, weighed.
     *
     * @param first of the shifted rows
     */
    private void addShifted(int first) {
      for (int y = 0; y < squares.length; y++) {
        Arrays.fill(squares[y], 0);
        for (int c = 0; c < own.length; c++) {
          addSquares(own[c][y], shifted[c][first + y], 1f / own.length, squares[y]);
        }
      }
      for (int y = 0; y < rows; y++) {
        measure(y);
        weigh(distances, weights, totals[y]);
        for (int c = 0; c < sums.length; c++) {
          System.arraycopy(shifted[c][first + y + patchRadius], patchRadius, moved, 0, width);
          addProducts(weights, moved, sums[c][y]);
        }
      }
    }

    private static void addSquares(float[] a, float[] b, float scale, float[] sum) {
      for (int x = 0; x < sum.length; x++) {
        float difference = a[x] - b[x];
        sum[x] += scale * difference * difference;
      }
    }

    /** Finds the Gaussian mean of the squares around each pixel of a row. */
    private void measure(int y) {
      Arrays.fill(columns, 0);
      for (int k = 0; k < gaussian.length; k++) {
        addScaled(gaussian[k], squares[y + k], columns);
      }
      Arrays.fill(distances, 0);
      for (int k = 0; k < gaussian.length; k++) {
        System.arraycopy(columns, k, moved, 0, width);
        addScaled(gaussian[k], moved, distances);
      }
    }

    private static void addScaled(float factor, float[] from, float[] sum) {
      for (int x = 0; x < sum.length; x++) {
        sum[x] += factor * from[x];
      }
    }

    private void weigh(float[] from, float[] to, float[] total) {
      double variance = sigma * sigma / (255 * 255);
      float noise = (float) (2 * variance);
      float scale = (float) (1 / (16 * strength * strength * variance));
      for (int x = 0; x < to.length; x++) {
        float base = Math.max(0, 1 - Math.max(0, from[x] - noise) * scale);
        base *= base;
        base *= base;
        base *= base;
        base *= base;
        to[x] = base;
        total[x] += base;
      }
    }

    private static void addProducts(float[] a, float[] b, float[] sum) {
      for (int x = 0; x < sum.length; x++) {
        sum[x] += a[x] * b[x];
      }
    }
  }
}
