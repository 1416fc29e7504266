package org.selfsame.nonlocal.classic;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.selfsame.image.Image;
import org.selfsame.image.MirroredMargin;
import org.selfsame.image.OpponentColor;
import org.selfsame.image.Restoration;
import org.selfsame.image.Sigma;

/**
 * Weighted nuclear norm minimization (Gu, Zhang, Zuo and Feng, CVPR 2014; Gu et al., IJCV 2017),
 * with the parameters of the authors' program: again and again, similar patches form a matrix of
 * low rank plus noise; its singular values are shrunk, the small ones more, and each pixel becomes
 * the mean of all its estimates.
 *
 * <pre>
 * x = x + 0.1 (y - x)                                    y: the noisy image
 * s = lambda sqrt(|sigma^2 - mean over the patch of (y - x)^2|)    sigma in the first iteration
 * S = (S + sqrt(S^2 - 4 C)) / 2 or 0;   C = 2 sqrt(2) sqrt(n) s^2  n: patches in the matrix
 * </pre>
 *
 * <p>Similar patches are searched for in every second iteration, 30 pixels to all sides, and each
 * time 10 fewer are taken. The result is not clipped.
 *
 * <p>The method is published for gray images. Red, green and blue are denoised as the planes of an
 * opponent color space, each at its own noise level; any other number of planes as they are. Where
 * an image has fewer patches than are wanted, all are taken; one that is smaller than a patch is
 * mirrored at its right and lower border.
 */
public final class Wnnm implements Restoration {
  private static final int SEARCH_RADIUS = 30;
  private static final double FEEDBACK = 0.1; // delta
  private static final int SEARCH_INTERVAL = 2;
  private static final int FEWER = 10;

  /** Key patches that are worked on together. */
  private static final int TILE_ROWS = 4;

  private static final int TILE_COLUMNS = 64;

  /** Estimates are added as whole numbers of this part of a gray level, so in any order. */
  private static final double UNIT = 0x1p-24;

  private final double sigma;
  private final int patch;
  private final int similar;
  private final int iterations;
  private final double noiseScale;

  /**
   * @param patch its pixels a side, at least 4
   * @param similar 10 more than the patches of the first matrices; more than 10 for every second
   *     iteration
   * @param noiseScale lambda
   */
  Wnnm(double sigma, int patch, int similar, int iterations, double noiseScale) {
    this.sigma = Sigma.require(sigma);
    this.patch = patch;
    this.similar = similar;
    this.iterations = iterations;
    this.noiseScale = noiseScale;
  }

  /**
   * Returns it with the authors' patches and iterations for a noise level.
   *
   * @param sigma standard deviation of the noise, of samples 0 to 255; 0 leaves an image as it is
   * @throws IllegalArgumentException unless {@code 0 <= sigma <= 255}
   */
  public static Wnnm forNoise(double sigma) {
    if (sigma <= 20) {
      return new Wnnm(sigma, 6, 70, 8, 0.54);
    }
    if (sigma <= 40) {
      return new Wnnm(sigma, 7, 90, 12, 0.56);
    }
    return sigma <= 60 ? new Wnnm(sigma, 8, 120, 14, 0.58) : new Wnnm(sigma, 9, 140, 14, 0.58);
  }

  @Override
  public Image restore(Image degraded) {
    if (sigma == 0) {
      return degraded.copy();
    }
    int width = degraded.width();
    int height = degraded.height();
    float[][] planes = new float[degraded.channels()][];
    if (planes.length == 3) {
      for (int c = 0; c < 3; c++) {
        float opponentSigma = (float) OpponentColor.MEAN.sigma(sigma, c);
        float[] opponent = OpponentColor.MEAN.fromRgb(degraded, c);
        planes[c] = forNoise(opponentSigma).restore(opponent, width, height);
      }
      Image restored = new Image(width, height, planes);
      OpponentColor.MEAN.toRgbInPlace(restored);
      return restored;
    }
    for (int c = 0; c < planes.length; c++) {
      planes[c] = restore(degraded.plane(c), width, height);
    }
    return new Image(width, height, planes);
  }

  private float[] restore(float[] samples, int width, int height) {
    Plane plane = new Plane(samples, width, height);
    plane.denoise();
    float[] restored = new float[width * height];
    plane.write(restored, width, height);
    return restored;
  }

  /** A channel while it is denoised, of samples 0 to 255. */
  private final class Plane {
    private final int width;
    private final int height;
    private final float[] noisy;
    private final float[] current;
    private final long[] sums;
    private final int[] counts;
    private final Tile[] tiles;

    Plane(float[] samples, int width, int height) {
      this.width = Math.max(width, patch);
      this.height = Math.max(height, patch);
      noisy = new float[this.width * this.height];
      for (int y = 0; y < this.height; y++) {
        int row = MirroredMargin.inside(y, height) * width;
        for (int x = 0; x < this.width; x++) {
          noisy[y * this.width + x] = 255 * samples[row + MirroredMargin.inside(x, width)];
        }
      }
      current = noisy.clone();
      sums = new long[noisy.length];
      counts = new int[noisy.length];
      int[] ys = keys(this.height);
      int[] xs = keys(this.width);
      int across = (xs.length + TILE_COLUMNS - 1) / TILE_COLUMNS;
      int down = (ys.length + TILE_ROWS - 1) / TILE_ROWS;
      tiles = new Tile[across * down];
      for (int i = 0; i < tiles.length; i++) {
        tiles[i] =
            new Tile(this, part(ys, i / across, TILE_ROWS), part(xs, i % across, TILE_COLUMNS));
      }
    }

    /** Where key patches are along an axis: all that is left after the last step. */
    private int[] keys(int length) {
      int last = length - patch;
      int step = patch / 2 - 1;
      int regular = last / step;
      return IntStream.rangeClosed(0, regular + last % step)
          .map(i -> i <= regular ? i * step : regular * step + i - regular)
          .toArray();
    }

    private static int[] part(int[] positions, int index, int size) {
      return Arrays.copyOfRange(
          positions, index * size, Math.min(positions.length, (index + 1) * size));
    }

    void denoise() {
      int wanted = similar;
      for (int iteration = 0; iteration < iterations; iteration++) {
        for (int i = 0; i < current.length; i++) {
          current[i] += (float) FEEDBACK * (noisy[i] - current[i]);
        }
        boolean search = iteration % SEARCH_INTERVAL == 0;
        wanted -= search ? FEWER : 0;
        estimate(wanted, search, iteration == 0);
      }
    }

    private void estimate(int wanted, boolean search, boolean first) {
      Arrays.fill(sums, 0);
      Arrays.fill(counts, 0);
      Arrays.stream(tiles)
          .parallel()
          .forEach(
              tile -> {
                if (search) {
                  tile.search(wanted);
                }
                tile.estimate(wanted, first);
              });
      for (int i = 0; i < current.length; i++) {
        current[i] = (float) (UNIT * sums[i] / counts[i]);
      }
    }

    /** Adds to the sums and counts of a rectangle of pixels. */
    synchronized void add(double[] estimates, int[] numbers, int top, int left, int across) {
      for (int i = 0; i < estimates.length; i++) {
        int at = (top + i / across) * width + left + i % across;
        sums[at] += Math.round(estimates[i] / UNIT);
        counts[at] += numbers[i];
      }
    }

    void write(float[] samples, int originalWidth, int originalHeight) {
      for (int y = 0; y < originalHeight; y++) {
        for (int x = 0; x < originalWidth; x++) {
          samples[y * originalWidth + x] = current[y * width + x] / 255;
        }
      }
    }
  }

  /** Some key patches and the patches that are like them. */
  private final class Tile {
    private final Plane plane;
    private final int[] ys;
    private final int[] xs;
    private short[][] found = {};

    Tile(Plane plane, int[] ys, int[] xs) {
      this.plane = plane;
      this.ys = ys;
      this.xs = xs;
    }

    void search(int wanted) {
      found =
          new SimilarPatches(
                  plane.current, plane.width, plane.height, patch, SEARCH_RADIUS, ys, xs, wanted)
              .find();
    }

    void estimate(int wanted, boolean first) {
      Groups groups = new Groups(plane, ys, xs, wanted);
      for (int key = 0; key < found.length; key++) {
        int y = ys[key / xs.length];
        int x = xs[key % xs.length];
        groups.estimate(y, x, found[key], first ? sigma : noise(y, x));
      }
      groups.finish();
    }

    private double noise(int top, int left) {
      double sum = 0;
      for (int y = top; y < top + patch; y++) {
        for (int x = left; x < left + patch; x++) {
          double difference = plane.noisy[y * plane.width + x] - plane.current[y * plane.width + x];
          sum += difference * difference;
        }
      }
      return noiseScale * Math.sqrt(Math.abs(sigma * sigma - sum / (patch * patch)));
    }
  }

  /** The groups of a tile, one after the other, and the sums of their estimates. */
  private final class Groups {
    private final Plane plane;
    private final int top;
    private final int left;
    private final int across;
    private final double[] sums;
    private final int[] counts;
    private final WeightedNuclearNorm norm;
    private final double[][] patches;
    private final double[] mean = new double[patch * patch];
    private final int[] places;

    Groups(Plane plane, int[] ys, int[] xs, int wanted) {
      this.plane = plane;
      top = Math.max(0, ys[0] - SEARCH_RADIUS);
      left = Math.max(0, xs[0] - SEARCH_RADIUS);
      int bottom = Math.min(plane.height, ys[ys.length - 1] + SEARCH_RADIUS + patch);
      int right = Math.min(plane.width, xs[xs.length - 1] + SEARCH_RADIUS + patch);
      across = right - left;
      sums = new double[(bottom - top) * across];
      counts = new int[sums.length];
      int pixels = patch * patch;
      norm = new WeightedNuclearNorm(Math.max(wanted, pixels), Math.min(wanted, pixels));
      patches = new double[wanted][pixels];
      places = new int[wanted];
    }

    void estimate(int y, int x, short[] found, double deviation) {
      int n = found.length;
      for (int i = 0; i < n; i++) {
        int dy = found[i] / (2 * SEARCH_RADIUS + 1) - SEARCH_RADIUS;
        int dx = found[i] % (2 * SEARCH_RADIUS + 1) - SEARCH_RADIUS;
        places[i] = (y + dy - top) * across + x + dx - left;
        read(y + dy, x + dx, patches[i]);
      }
      subtractMean(n);
      int pixels = patch * patch;
      if (n >= pixels) {
        copy(patches, norm.rows, n);
        norm.shrink(n, pixels, n, deviation);
        copy(norm.rows, patches, n);
      } else {
        transpose(patches, norm.rows, n, pixels);
        norm.shrink(pixels, n, n, deviation);
        transpose(norm.rows, patches, pixels, n);
      }
      for (int i = 0; i < n; i++) {
        add(patches[i], places[i]);
      }
    }

    private void read(int y, int x, double[] to) {
      for (int v = 0; v < patch; v++) {
        int from = (y + v) * plane.width + x;
        for (int u = 0; u < patch; u++) {
          to[v * patch + u] = plane.current[from + u];
        }
      }
    }

    private void subtractMean(int n) {
      Arrays.fill(mean, 0);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < mean.length; j++) {
          mean[j] += patches[i][j];
        }
      }
      for (int j = 0; j < mean.length; j++) {
        mean[j] /= n;
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < mean.length; j++) {
          patches[i][j] -= mean[j];
        }
      }
    }

    private void copy(double[][] from, double[][] to, int n) {
      for (int i = 0; i < n; i++) {
        System.arraycopy(from[i], 0, to[i], 0, mean.length);
      }
    }

    private static void transpose(double[][] from, double[][] to, int rows, int columns) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          to[j][i] = from[i][j];
        }
      }
    }

    private void add(double[] values, int place) {
      for (int v = 0; v < patch; v++) {
        int to = place + v * across;
        for (int u = 0; u < patch; u++) {
          sums[to + u] += values[v * patch + u] + mean[v * patch + u];
          counts[to + u]++;
        }
      }
    }

    void finish() {
      plane.add(sums, counts, top, left, across);
    }
  }
}
