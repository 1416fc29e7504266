package org.selfsame.quality;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * The cosine transform of the smoothest blocks of a plane, of 8x8 pixels: beyond the lowest
 * frequencies they hold little but noise.
 *
 * <p>Blocks are chosen by their lowest frequencies alone and measured by the others. That does not
 * bias the measure: the coefficients of white noise are independent (Ponomarenko, Lukin, Zriakhov,
 * Kaarna and Astola, "An automatic approach to lossy compression of AVIRIS images", 2007).
 */
final class NoiseSpectrum {
  /** Parts of the spectrum, in which white noise has the same deviation. */
  enum Band {
    LOWEST,
    MIDDLE,
    ACROSS,
    DOWN,
    DIAGONAL;

    /** Returns where a frequency belongs, of 0 to 8 down and across. */
    static Band of(double down, double across) {
      if (down + across <= 3) {
        return LOWEST;
      }
      if (down >= 4 && across >= 4) {
        return DIAGONAL;
      }
      return across >= 5 ? ACROSS : down >= 5 ? DOWN : MIDDLE;
    }
  }

  private static final int SIDE = 8;

  /** Denser than every fourth pixel, blocks tell little that is new. */
  private static final int LEAST_STEP = 4;

  /** A large image is looked at in so many places. */
  private static final int MOST_BLOCKS = 16_384;

  /** One sample in so many may be black or white. */
  private static final int CLIPPED_OF = 32;

  private static final double CHOSEN = 0.05;

  /** Narrow blocks are many. */
  private static final int FEWEST_SAMPLES_CHOSEN = 96 * SIDE * SIDE;

  /** The upper quartile of a standard normal number, which is the median of its magnitude. */
  private static final double QUARTILE = 0.6744897501960817;

  private final Band[] bands;

  /** Squares of the coefficients: {@code [block][frequency]}. */
  private final float[][] energies;

  private NoiseSpectrum(Band[] bands, float[][] energies) {
    this.bands = bands;
    this.energies = energies;
  }

  /**
   * Measures a plane; blocks are narrower where it is.
   *
   * @param hidden tells by its index whether a sample does not count
   */
  static NoiseSpectrum of(float[] plane, int width, int height, IntPredicate hidden) {
    int columns = Math.min(SIDE, width);
    int rows = Math.min(SIDE, height);
    Band[] bands = bands(rows, columns);
    double[][] down = cosines(rows);
    double[][] across = cosines(columns);
    int step =
        Math.max(LEAST_STEP, (int) Math.ceil(Math.sqrt((double) width * height / MOST_BLOCKS)));
    float[][] blocks = new float[((height - rows) / step + 1) * ((width - columns) / step + 1)][];
    double[] smoothness = new double[blocks.length];
    int count = 0;
    for (int y = 0; y + rows <= height; y += step) {
      for (int x = 0; x + columns <= width; x += step) {
        int first = y * width + x;
        if (showsNoise(plane, first, width, rows, columns, hidden)) {
          float[] block = energies(plane, first, width, down, across);
          for (int k = 1; k < bands.length; k++) {
            smoothness[count] += bands[k] == Band.LOWEST ? block[k] : 0;
          }
          blocks[count++] = block;
        }
      }
    }
    return new NoiseSpectrum(
        bands, smoothest(blocks, smoothness, count, FEWEST_SAMPLES_CHOSEN / bands.length));
  }

  private static Band[] bands(int rows, int columns) {
    Band[] bands = new Band[rows * columns];
    for (int v = 0; v < rows; v++) {
      for (int u = 0; u < columns; u++) {
        bands[v * columns + u] = Band.of((double) SIDE * v / rows, (double) SIDE * u / columns);
      }
    }
    return bands;
  }

  private static double[][] cosines(int n) {
    double[][] cosines = new double[n][n];
    for (int u = 0; u < n; u++) {
      for (int x = 0; x < n; x++) {
        cosines[u][x] =
            Math.sqrt((u == 0 ? 1.0 : 2.0) / n) * Math.cos((2 * x + 1) * u * Math.PI / (2 * n));
      }
    }
    return cosines;
  }

  /**
   * Noise does not show where all samples are equal, and is cut off where they are black or white.
   * A block is left out that has such a region at an edge, too: half a block of noise is not half
   * as noisy.
   */
  private static boolean showsNoise(
      float[] plane, int first, int width, int rows, int columns, IntPredicate hidden) {
    int clipped = 0;
    for (int y = 0; y < rows; y++) {
      for (int i = first + y * width; i < first + y * width + columns; i++) {
        if (hidden.test(i)) {
          return false;
        }
        clipped += plane[i] == 0 || plane[i] == 1 ? 1 : 0;
      }
    }
    int deep = Math.min(rows, Math.max(2, SIDE / columns));
    int wide = Math.min(columns, Math.max(2, SIDE / rows));
    return CLIPPED_OF * clipped <= rows * columns
        && !isFlat(plane, first, width, deep, columns)
        && !isFlat(plane, first + (rows - deep) * width, width, deep, columns)
        && !isFlat(plane, first, width, rows, wide)
        && !isFlat(plane, first + columns - wide, width, rows, wide);
  }

  private static boolean isFlat(float[] plane, int first, int width, int rows, int columns) {
    for (int y = 0; y < rows; y++) {
      for (int i = first + y * width; i < first + y * width + columns; i++) {
        if (plane[i] != plane[first]) {
          return false;
        }
      }
    }
    return true;
  }

  private static float[] energies(
      float[] plane, int first, int width, double[][] down, double[][] across) {
    int rows = down.length;
    int columns = across.length;
    double[] half = new double[rows * columns];
    for (int y = 0; y < rows; y++) {
      for (int u = 0; u < columns; u++) {
        double sum = 0;
        for (int x = 0; x < columns; x++) {
          sum += across[u][x] * plane[first + y * width + x];
        }
        half[y * columns + u] = sum;
      }
    }
    float[] energies = new float[rows * columns];
    for (int v = 0; v < rows; v++) {
      for (int u = 0; u < columns; u++) {
        double sum = 0;
        for (int y = 0; y < rows; y++) {
          sum += down[v][y] * half[y * columns + u];
        }
        energies[v * columns + u] = (float) (sum * sum);
      }
    }
    return energies;
  }

  private static float[][] smoothest(float[][] blocks, double[] smoothness, int count, int fewest) {
    int chosen = Math.min(count, Math.max(fewest, (int) (CHOSEN * count)));
    if (chosen == 0) {
      return new float[0][];
    }
    double[] sorted = Arrays.copyOf(smoothness, count);
    Arrays.sort(sorted);
    float[][] smoothest = new float[chosen][];
    int n = 0;
    for (int i = 0; i < count && n < chosen; i++) {
      if (smoothness[i] <= sorted[chosen - 1]) {
        smoothest[n++] = blocks[i];
      }
    }
    return smoothest;
  }

  /** Returns how many blocks were chosen. */
  int blocks() {
    return energies.length;
  }

  /** Returns the bands that are measured; narrow blocks lack some. */
  Set<Band> bands() {
    Set<Band> measured = EnumSet.copyOf(Arrays.asList(bands));
    measured.remove(Band.LOWEST);
    return measured;
  }

  /** Returns the deviation of a band's coefficients in the median block, of samples 0 to 255. */
  double deviation(Band band) {
    return 255 * Math.sqrt(median(sortedMeans(band)) / ofWhite(band, 0));
  }

  /**
   * Returns how the blocks differ in a band: the upper quartile of their deviations divided by the
   * lower one, and by what white noise has.
   */
  double spread(Band band) {
    double[] means = sortedMeans(band);
    double ratio = means[means.length * 3 / 4] / means[means.length / 4];
    return Math.sqrt(ratio * ofWhite(band, -QUARTILE) / ofWhite(band, QUARTILE));
  }

  /**
   * Returns a quantile of the mean of a band's squares, for white noise of deviation 1 (Wilson and
   * Hilferty, "The distribution of chi-square", 1931).
   */
  private double ofWhite(Band band, double normal) {
    double variance = 2.0 / (9 * Arrays.stream(bands).filter(band::equals).count());
    return Math.pow(1 - variance + normal * Math.sqrt(variance), 3);
  }

  private double[] sortedMeans(Band band) {
    return Arrays.stream(energies).mapToDouble(block -> mean(block, band)).sorted().toArray();
  }

  private double mean(float[] block, Band band) {
    double sum = 0;
    int n = 0;
    for (int k = 0; k < bands.length; k++) {
      if (bands[k] == band) {
        sum += block[k];
        n++;
      }
    }
    return sum / n;
  }

  /** Returns the deviation at the one frequency that has least, of samples 0 to 255. */
  double least() {
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < bands.length; k++) {
      if (bands[k] != Band.LOWEST) {
        int frequency = k;
        double[] squares =
            Arrays.stream(energies).mapToDouble(block -> block[frequency]).sorted().toArray();
        least = Math.min(least, median(squares));
      }
    }
    return 255 * Math.sqrt(least) / QUARTILE;
  }

  private static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
