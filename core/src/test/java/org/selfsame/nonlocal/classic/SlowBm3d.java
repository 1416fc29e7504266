package org.selfsame.nonlocal.classic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.selfsame.image.Image;

/**
 * BM3D in double, straight from its description: group by group, patch by patch, with the wavelet's
 * lifting steps and sums that are written out.
 */
final class SlowBm3d {
  private static final int RADIUS = 19;

  /** A patch of a group. */
  private record Match(int y, int x, double distance) {}

  private final double sigma;
  private final int width;
  private final int height;

  private SlowBm3d(double sigma, int width, int height) {
    this.sigma = sigma;
    this.width = width;
    this.height = height;
  }

  /** Restores an image that no side of is shorter than a patch, of 1 or 3 channels. */
  static double[][] restore(Image noisy, double sigma) {
    SlowBm3d slow = new SlowBm3d(sigma / 255, noisy.width(), noisy.height());
    double[][] planes = new double[noisy.channels()][noisy.width() * noisy.height()];
    double[] norms = {1};
    for (int i = 0; i < planes[0].length; i++) {
      for (int c = 0; c < planes.length; c++) {
        planes[c][i] = noisy.plane(c)[i];
      }
      if (planes.length == 3) {
        double red = planes[0][i];
        double green = planes[1][i];
        double blue = planes[2][i];
        planes[0][i] = (red + green + blue) / 3;
        planes[1][i] = (red - blue) / 2;
        planes[2][i] = (red - 2 * green + blue) / 4;
        norms = new double[] {1 / Math.sqrt(3), 1 / Math.sqrt(2), Math.sqrt(6) / 4};
      }
    }
    double[][] result;
    if (sigma <= 40) {
      double[][] basic = slow.stage(planes, null, norms, 8, 3, 16, 3000, 2.7);
      result = slow.stage(planes, basic, norms, 8, 3, 32, 400, 0);
    } else {
      double[][] basic = slow.stage(planes, null, norms, 8, 4, 32, 25000, 2.7);
      result = slow.stage(planes, basic, norms, 11, 6, 32, 3500, 0);
    }
    for (int i = 0; i < result[0].length && result.length == 3; i++) {
      double luminance = result[0][i];
      double redBlue = result[1][i];
      double green = result[2][i];
      result[0][i] = luminance + redBlue + green * 2 / 3;
      result[1][i] = luminance - green * 4 / 3;
      result[2][i] = luminance - redBlue + green * 2 / 3;
    }
    return result;
  }

  private double[][] stage(
      double[][] noisy,
      double[][] basic,
      double[] norms,
      int size,
      int step,
      int most,
      double threshold,
      double lambda) {
    double[][] sums = new double[noisy.length][width * height];
    double[][] weights = new double[noisy.length][width * height];
    double[] window = kaiser(size);
    for (int y = 0; y < height - size + step; y += step) {
      for (int x = 0; x < width - size + step; x += step) {
        int top = Math.min(y, height - size);
        int left = Math.min(x, width - size);
        double[] guide = basic == null ? noisy[0] : basic[0];
        List<Match> matches = matches(guide, top, left, size, most, threshold / (255 * 255));
        for (int c = 0; c < noisy.length; c++) {
          double noise = sigma * norms[c];
          double[][][] group = spectrum(noisy[c], matches, size, basic == null);
          double weight;
          if (basic == null) {
            weight = 1 / threshold(group, lambda * noise);
          } else {
            weight = 1 / wiener(group, spectrum(basic[c], matches, size, false), noise * noise);
          }
          double[][][] patches = patches(group, basic == null);
          for (int p = 0; p < patches.length; p++) {
            for (int v = 0; v < size; v++) {
              for (int u = 0; u < size; u++) {
                int at = (matches.get(p).y + v) * width + matches.get(p).x + u;
                sums[c][at] += weight * window[v] * window[u] * patches[p][v][u];
                weights[c][at] += weight * window[v] * window[u];
              }
            }
          }
        }
      }
    }
    for (int c = 0; c < sums.length; c++) {
      for (int i = 0; i < sums[c].length; i++) {
        sums[c][i] /= weights[c][i];
      }
    }
    return sums;
  }

  private List<Match> matches(
      double[] guide, int top, int left, int size, int most, double threshold) {
    List<Match> matches = new ArrayList<>();
    for (int y = Math.max(0, top - RADIUS); y <= Math.min(height - size, top + RADIUS); y++) {
      for (int x = Math.max(0, left - RADIUS); x <= Math.min(width - size, left + RADIUS); x++) {
        double sum = 0;
        for (int v = 0; v < size; v++) {
          for (int u = 0; u < size; u++) {
            double difference =
                guide[(top + v) * width + left + u] - guide[(y + v) * width + x + u];
            sum += difference * difference / (size * size);
          }
        }
        if (sum < threshold) {
          matches.add(new Match(y, x, y == top && x == left ? -1 : sum));
        }
      }
    }
    matches.sort(Comparator.comparingDouble(Match::distance));
    int count = 1;
    while (2 * count <= Math.min(most, matches.size())) {
      count *= 2;
    }
    return matches.subList(0, count);
  }

  private double[][][] spectrum(double[] plane, List<Match> matches, int size, boolean wavelet) {
    double[][][] group = new double[matches.size()][size][size];
    for (int p = 0; p < group.length; p++) {
      for (int v = 0; v < size; v++) {
        for (int u = 0; u < size; u++) {
          group[p][v][u] = plane[(matches.get(p).y + v) * width + matches.get(p).x + u];
        }
      }
      group[p] = transformed(transformed(group[p], wavelet, false), wavelet, false);
    }
    haar(group, false);
    return group;
  }

  private static double[][][] patches(double[][][] group, boolean wavelet) {
    haar(group, true);
    for (int p = 0; p < group.length; p++) {
      group[p] = transformed(transformed(group[p], wavelet, true), wavelet, true);
    }
    return group;
  }

  private static double threshold(double[][][] group, double least) {
    double mean = group[0][0][0];
    double kept = 0;
    for (double[][] patch : group) {
      for (double[] row : patch) {
        for (int u = 0; u < row.length; u++) {
          row[u] = Math.abs(row[u]) > least ? row[u] : 0;
          kept += row[u] == 0 ? 0 : 1;
        }
      }
    }
    kept += group[0][0][0] == 0 ? 1 : 0;
    group[0][0][0] = mean;
    return kept;
  }

  private static double wiener(double[][][] group, double[][][] pilot, double variance) {
    double energy = 0;
    for (int p = 0; p < group.length; p++) {
      for (int v = 0; v < group[p].length; v++) {
        for (int u = 0; u < group[p].length; u++) {
          double power = pilot[p][v][u] * pilot[p][v][u];
          double gain = p + v + u == 0 ? 1 : power / (power + variance);
          group[p][v][u] *= gain;
          energy += gain * gain;
        }
      }
    }
    return energy;
  }

  /** Haar's transform of each pixel across the patches, of neighbors first. */
  private static void haar(double[][][] group, boolean inverse) {
    int size = group[0].length;
    for (int v = 0; v < size; v++) {
      for (int u = 0; u < size; u++) {
        double[] signal = new double[group.length];
        for (int p = 0; p < signal.length; p++) {
          signal[p] = group[p][v][u];
        }
        if (inverse) {
          for (int length = 2; length <= signal.length; length *= 2) {
            double[] from = signal.clone();
            for (int i = 0; i < length / 2; i++) {
              signal[2 * i] = (from[i] + from[length / 2 + i]) / Math.sqrt(2);
              signal[2 * i + 1] = (from[i] - from[length / 2 + i]) / Math.sqrt(2);
            }
          }
        } else {
          for (int length = signal.length; length > 1; length /= 2) {
            double[] from = signal.clone();
            for (int i = 0; i < length / 2; i++) {
              signal[i] = (from[2 * i] + from[2 * i + 1]) / Math.sqrt(2);
              signal[length / 2 + i] = (from[2 * i] - from[2 * i + 1]) / Math.sqrt(2);
            }
          }
        }
        for (int p = 0; p < signal.length; p++) {
          group[p][v][u] = signal[p];
        }
      }
    }
  }

  /** The transform of each row, with rows and columns exchanged. */
  private static double[][] transformed(double[][] patch, boolean wavelet, boolean inverse) {
    int size = patch.length;
    double[][] result = new double[size][size];
    for (int v = 0; v < size; v++) {
      double[] row = wavelet ? wavelet(patch[v], inverse) : cosine(patch[v], inverse);
      for (int u = 0; u < size; u++) {
        result[u][v] = row[u];
      }
    }
    return result;
  }

  private static double[] cosine(double[] signal, boolean inverse) {
    int size = signal.length;
    double[] result = new double[size];
    for (int i = 0; i < size; i++) {
      for (int x = 0; x < size; x++) {
        double value = Math.cos(Math.PI * i * (x + 0.5) / size) * Math.sqrt(2.0 / size);
        value *= i == 0 ? Math.sqrt(0.5) : 1;
        if (inverse) {
          result[x] += value * signal[i];
        } else {
          result[i] += value * signal[x];
        }
      }
    }
    return result;
  }

  /** The wavelet bior1.5, each coefficient divided by the norm of what it is the product with. */
  static double[] wavelet(double[] signal, boolean inverse) {
    int size = signal.length;
    double[] norms = new double[size];
    for (int x = 0; x < size; x++) {
      double[] unit = new double[size];
      unit[x] = 1;
      analyze(unit);
      for (int i = 0; i < size; i++) {
        norms[i] += unit[i] * unit[i];
      }
    }
    double[] result = signal.clone();
    if (inverse) {
      for (int i = 0; i < size; i++) {
        result[i] *= Math.sqrt(norms[i]);
      }
      synthesize(result);
    } else {
      analyze(result);
      for (int i = 0; i < size; i++) {
        result[i] /= Math.sqrt(norms[i]);
      }
    }
    return result;
  }

  /** The difference and mean of each pair, then the mean corrected by differences around it. */
  private static void analyze(double[] signal) {
    for (int half = signal.length / 2; half >= 1; half /= 2) {
      double[] from = signal.clone();
      for (int i = 0; i < half; i++) {
        signal[half + i] = from[2 * i] - from[2 * i + 1];
      }
      for (int i = 0; i < half; i++) {
        signal[i] = (from[2 * i] + from[2 * i + 1]) / 2 + correction(signal, half, i);
      }
    }
  }

  private static void synthesize(double[] signal) {
    for (int half = 1; half < signal.length; half *= 2) {
      double[] from = signal.clone();
      for (int i = 0; i < half; i++) {
        double mean = from[i] - correction(from, half, i);
        signal[2 * i] = mean + from[half + i] / 2;
        signal[2 * i + 1] = mean - from[half + i] / 2;
      }
    }
  }

  private static double correction(double[] signal, int half, int i) {
    double near = difference(signal, half, i + 1) - difference(signal, half, i - 1);
    double far = difference(signal, half, i + 2) - difference(signal, half, i - 2);
    return (22 * near - 3 * far) / 256;
  }

  private static double difference(double[] signal, int half, int i) {
    return signal[half + Math.floorMod(i, half)];
  }

  private static double[] kaiser(int size) {
    double[] window = new double[size];
    for (int i = 0; i < size; i++) {
      double t = (2.0 * i - (size - 1)) / (size - 1);
      window[i] = bessel(2 * Math.sqrt(1 - t * t)) / bessel(2);
    }
    return window;
  }

  /** The mean of {@code exp(x cos(angle))}. */
  private static double bessel(double x) {
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      sum += Math.exp(x * Math.cos(2 * Math.PI * i / 1000)) / 1000;
    }
    return sum;
  }
}
