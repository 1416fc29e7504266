package org.selfsame.nonlocal.classic;

import java.util.stream.IntStream;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;

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
 * 2011). The exponential is computed as {@code (1 - x / 16)^16}, which is 0 from 16 on. A pixel
 * itself weighs as much as the best of the others. Beyond the border the image is mirrored.
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
    if (!(sigma >= 0 && sigma <= 255)) {
      throw new IllegalArgumentException(
          "sigma is %s: expected a number from 0 to 255".formatted(sigma));
    }
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
      return new NonLocalMeans(sigma, 1, 5, 1.3);
    }
    return sigma <= 37 ? new NonLocalMeans(sigma, 2, 5, 1.0) : new NonLocalMeans(sigma, 3, 6, 0.85);
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

  /** The work on some rows. */
  private final class Strip {
    private final Image image;
    private final int top;
    private final int rows;
    private final int width;
    private final int wide; // with what patches reach to both sides
    private final float[] gaussian = gaussian();
    private final float[] squares;
    private final float[] columns;
    private final float[] distances;
    private final float[] weights;
    private final float[] greatest;
    private final float[] totals;
    private final float[][] sums;

    Strip(Image image, int top, int rows, int width) {
      this.image = image;
      this.top = top;
      this.rows = rows;
      this.width = width;
      wide = width + 2 * patchRadius;
      squares = new float[(rows + 2 * patchRadius) * wide];
      columns = new float[wide];
      distances = new float[width];
      weights = new float[width];
      greatest = new float[rows * width];
      totals = new float[rows * width];
      sums = new float[image.channels()][rows * width];
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
      for (int dy = -searchRadius; dy <= searchRadius; dy++) {
        for (int dx = -searchRadius; dx <= searchRadius; dx++) {
          if (dx != 0 || dy != 0) {
            addShifted(dx, dy);
          }
        }
      }
      for (int c = 0; c < sums.length; c++) {
        float[] to = restored.plane(c);
        for (int y = 0; y < rows; y++) {
          int own =
              (top + y + searchRadius + patchRadius) * image.width() + searchRadius + patchRadius;
          for (int x = 0; x < width; x++) {
            int i = y * width + x;
            float self = greatest[i] > 0 ? greatest[i] : 1;
            to[(top + y) * width + x] =
                (sums[c][i] + self * image.plane(c)[own + x]) / (totals[i] + self);
          }
        }
      }
    }

    /** Adds the image that is moved by a pixel of the window, weighed. */
    private void addShifted(int dx, int dy) {
      differences(dx, dy);
      for (int y = 0; y < rows; y++) {
        distances(y);
        weigh(y);
        int from =
            (top + y + searchRadius + patchRadius + dy) * image.width()
                + searchRadius
                + patchRadius
                + dx;
        for (int c = 0; c < sums.length; c++) {
          accumulate(image.plane(c), from, sums[c], y * width);
        }
      }
    }

    /** The squared differences to the moved image, with what patches reach to all sides. */
    private void differences(int dx, int dy) {
      float scale = 1f / image.channels();
      for (int y = 0; y < rows + 2 * patchRadius; y++) {
        int own = (top + y + searchRadius) * image.width() + searchRadius;
        int other = own + dy * image.width() + dx;
        for (int c = 0; c < image.channels(); c++) {
          addSquares(image.plane(c), own, other, scale, y * wide, c == 0);
        }
      }
    }

    private void addSquares(float[] plane, int own, int other, float scale, int to, boolean first) {
      if (first) {
        for (int x = 0; x < wide; x++) {
          float difference = plane[own + x] - plane[other + x];
          squares[to + x] = scale * difference * difference;
        }
      } else {
        for (int x = 0; x < wide; x++) {
          float difference = plane[own + x] - plane[other + x];
          squares[to + x] += scale * difference * difference;
        }
      }
    }

    /** The Gaussian mean of the squares around each pixel of a row. */
    private void distances(int y) {
      for (int k = 0; k < gaussian.length; k++) {
        float tap = gaussian[k];
        int from = (y + k) * wide;
        if (k == 0) {
          for (int x = 0; x < wide; x++) {
            columns[x] = tap * squares[from + x];
          }
        } else {
          for (int x = 0; x < wide; x++) {
            columns[x] += tap * squares[from + x];
          }
        }
      }
      for (int k = 0; k < gaussian.length; k++) {
        float tap = gaussian[k];
        if (k == 0) {
          for (int x = 0; x < width; x++) {
            distances[x] = tap * columns[x];
          }
        } else {
          for (int x = 0; x < width; x++) {
            distances[x] += tap * columns[k + x];
          }
        }
      }
    }

    private void weigh(int y) {
      double variance = sigma * sigma / (255 * 255);
      float noise = (float) (2 * variance);
      float scale = (float) (1 / (16 * strength * strength * variance));
      int row = y * width;
      for (int x = 0; x < width; x++) {
        float base = Math.max(0, 1 - Math.max(0, distances[x] - noise) * scale);
        base *= base;
        base *= base;
        base *= base;
        base *= base;
        weights[x] = base;
        totals[row + x] += base;
        greatest[row + x] = Math.max(greatest[row + x], base);
      }
    }

    private void accumulate(float[] plane, int from, float[] sum, int to) {
      for (int x = 0; x < width; x++) {
        sum[to + x] += weights[x] * plane[from + x];
      }
    }
  }
}
