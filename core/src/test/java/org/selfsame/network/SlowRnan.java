package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.weights.WeightArray;

/**
 * RNAN in double with plain loops, with a file's weights on samples from 0 to 255 as they are
 * meant. Images and features are {@code [channel][row][column]}.
 */
final class SlowRnan {
  private final RnanConfig config;
  private final Map<String, WeightArray> weights;

  /** Of each non-local block of a pass, {@code [i][j]}: how much pixel i takes of pixel j. */
  final List<double[][]> attention = new ArrayList<>();

  /** Of each block of a pass. */
  final List<double[][][]> masks = new ArrayList<>();

  SlowRnan(RnanConfig config, Map<String, WeightArray> weights) {
    this.config = config;
    this.weights = weights;
  }

  /** Restores an image of samples in [0, 1]. */
  double[][][] forward(double[][][] image) {
    double[][][] input = each(mirroredToEvenSides(image), value -> 255 * value);
    double[][][] result = config.scale() == 1 ? restored(input) : enlarged(input);
    int height = config.scale() * image[0].length;
    int width = config.scale() * image[0][0].length;
    return each(cropped(result, height, width), value -> value / 255);
  }

  private double[][][] restored(double[][][] image) {
    return add(image, conv(body(conv(image, "head.0", 1, 1)), "tail.0", 1, 1));
  }

  private double[][][] enlarged(double[][][] image) {
    double[][][] f = conv(conv(image, "sub_mean", 1, 0), "head.0", 1, 1);
    double[][][] features = add(f, body(f));
    if (config.scale() == 4) {
      features = shuffled(conv(features, "tail.0.0", 1, 1), 2);
      features = shuffled(conv(features, "tail.0.2", 1, 1), 2);
    } else {
      features = shuffled(conv(features, "tail.0.0", 1, 1), config.scale());
    }
    return conv(conv(features, "tail.1", 1, 1), "add_mean", 1, 0);
  }

  private double[][][] body(double[][][] features) {
    double[][][] x = block(features, "body_nl_low.0", true);
    int local = config.blocks() - 2;
    for (int i = 0; i < local; i++) {
      x = block(x, "body." + i, false);
    }
    return block(conv(x, "body." + local, 1, 1), "body_nl_high.0", true);
  }

  private double[][][] block(double[][][] x, String name, boolean nonlocal) {
    String attention = name + ".body.0";
    double[][][] r = residual(x, attention + ".RA_RB1.0");
    double[][][] trunk = r;
    for (int i = 0; i < 2; i++) {
      trunk = residual(trunk, attention + ".RA_TB.0.body." + i);
    }
    double[][][] h = add(multiply(trunk, mask(r, attention + ".RA_MB.0", nonlocal)), r);
    for (int i = 0; i < 2; i++) {
      h = residual(h, attention + ".RA_tail." + i);
    }
    return conv(h, name + ".body.1", 1, 1);
  }

  private double[][][] mask(double[][][] x, String name, boolean nonlocal) {
    double[][][] u =
        nonlocal
            ? residual(nonlocal(x, name + ".MB_RB1.0"), name + ".MB_RB1.1")
            : residual(x, name + ".MB_RB1.0");
    double[][][] d = conv(u, name + ".MB_Down.0", 2, 1);
    for (int i = 0; i < 2; i++) {
      d = residual(d, name + ".MB_RB2." + i);
    }
    double[][][] v = transposedConv(d, name + ".MB_Up.0");
    double[][][] last = residual(add(u, v), name + ".MB_RB3.0");
    masks.add(each(conv(last, name + ".MB_1x1conv.0", 1, 0), value -> 1 / (1 + Math.exp(-value))));
    return masks.get(masks.size() - 1);
  }

  private double[][][] nonlocal(double[][][] x, String name) {
    double[][] theta = flat(conv(x, name + ".theta", 1, 0));
    double[][] phi = flat(conv(x, name + ".phi", 1, 0));
    double[][] g = flat(conv(x, name + ".g", 1, 0));
    int pixels = theta[0].length;
    double[][] exponentials = new double[pixels][pixels];
    double[] sums = new double[pixels];
    for (int i = 0; i < pixels; i++) {
      for (int j = 0; j < pixels; j++) {
        double product = 0;
        for (int c = 0; c < theta.length; c++) {
          product += theta[c][i] * phi[c][j];
        }
        exponentials[i][j] = Math.exp(product);
        sums[config.softmax() == Normalization.KEYS ? i : j] += exponentials[i][j];
      }
    }
    double[][] normalized = new double[pixels][pixels];
    attention.add(normalized);
    for (int i = 0; i < pixels; i++) {
      for (int j = 0; j < pixels; j++) {
        double sum = sums[config.softmax() == Normalization.KEYS ? i : j];
        normalized[i][j] = exponentials[i][j] / sum;
      }
    }
    int width = x[0][0].length;
    double[][][] z = new double[g.length][x[0].length][width];
    for (int c = 0; c < g.length; c++) {
      for (int i = 0; i < pixels; i++) {
        for (int j = 0; j < pixels; j++) {
          z[c][i / width][i % width] += normalized[i][j] * g[c][j];
        }
      }
    }
    return add(x, conv(z, name + ".W", 1, 0));
  }

  private double[][][] residual(double[][][] x, String name) {
    double[][][] hidden = each(conv(x, name + ".body.0", 1, 1), value -> Math.max(0, value));
    return add(x, conv(hidden, name + ".body.2", 1, 1));
  }

  private double[][][] conv(double[][][] x, String name, int stride, int padding) {
    WeightArray weight = weights.get(name + ".weight"); // [out, in, height, width]
    float[] bias = weights.get(name + ".bias").values();
    int inputs = x.length;
    int kernel = (int) weight.shape()[2];
    int height = (x[0].length + 2 * padding - kernel) / stride + 1;
    int width = (x[0][0].length + 2 * padding - kernel) / stride + 1;
    double[][][] result = new double[bias.length][height][width];
    for (int out = 0; out < bias.length; out++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          double sum = bias[out];
          for (int in = 0; in < inputs; in++) {
            for (int ky = 0; ky < kernel; ky++) {
              for (int kx = 0; kx < kernel; kx++) {
                int y = row * stride + ky - padding;
                int z = column * stride + kx - padding;
                if (y >= 0 && y < x[0].length && z >= 0 && z < x[0][0].length) {
                  sum +=
                      weight.values()[((out * inputs + in) * kernel + ky) * kernel + kx]
                          * x[in][y][z];
                }
              }
            }
          }
          result[out][row][column] = sum;
        }
      }
    }
    return result;
  }

  /**
   * Each pixel is spread over 6 x 6 pixels, 2 apart from its neighbor's; 2 at each edge are cut.
   */
  private double[][][] transposedConv(double[][][] x, String name) {
    float[] weight = weights.get(name + ".weight").values(); // [in, out, height, width]
    float[] bias = weights.get(name + ".bias").values();
    int outputs = bias.length;
    int height = 2 * x[0].length;
    int width = 2 * x[0][0].length;
    double[][][] result = new double[outputs][height][width];
    for (int out = 0; out < outputs; out++) {
      for (int row = 0; row < x[0].length; row++) {
        for (int column = 0; column < x[0][0].length; column++) {
          for (int in = 0; in < x.length; in++) {
            for (int ky = 0; ky < 6; ky++) {
              for (int kx = 0; kx < 6; kx++) {
                int y = 2 * row + ky - 2;
                int z = 2 * column + kx - 2;
                if (y >= 0 && y < height && z >= 0 && z < width) {
                  result[out][y][z] +=
                      weight[((in * outputs + out) * 6 + ky) * 6 + kx] * x[in][row][column];
                }
              }
            }
          }
        }
      }
      for (double[] row : result[out]) {
        for (int column = 0; column < width; column++) {
          row[column] += bias[out];
        }
      }
    }
    return result;
  }

  private static double[][][] shuffled(double[][][] x, int factor) {
    int channels = x.length / (factor * factor);
    double[][][] result = new double[channels][factor * x[0].length][factor * x[0][0].length];
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < result[c].length; row++) {
        for (int column = 0; column < result[c][row].length; column++) {
          int part = row % factor * factor + column % factor;
          result[c][row][column] = x[c * factor * factor + part][row / factor][column / factor];
        }
      }
    }
    return result;
  }

  /** About the last row and column; a single one is repeated. */
  private static double[][][] mirroredToEvenSides(double[][][] x) {
    int height = x[0].length;
    int width = x[0][0].length;
    double[][][] result = new double[x.length][height + height % 2][width + width % 2];
    for (int c = 0; c < x.length; c++) {
      for (int row = 0; row < result[c].length; row++) {
        for (int column = 0; column < result[c][row].length; column++) {
          result[c][row][column] = x[c][mirrored(row, height)][mirrored(column, width)];
        }
      }
    }
    return result;
  }

  private static int mirrored(int position, int size) {
    return position < size ? position : Math.max(0, size - 2);
  }

  private static double[][][] cropped(double[][][] x, int height, int width) {
    double[][][] result = new double[x.length][height][width];
    for (int c = 0; c < x.length; c++) {
      for (int row = 0; row < height; row++) {
        System.arraycopy(x[c][row], 0, result[c][row], 0, width);
      }
    }
    return result;
  }

  private static double[][] flat(double[][][] x) {
    int width = x[0][0].length;
    double[][] result = new double[x.length][x[0].length * width];
    for (int c = 0; c < x.length; c++) {
      for (int i = 0; i < result[c].length; i++) {
        result[c][i] = x[c][i / width][i % width];
      }
    }
    return result;
  }

  private static double[][][] each(double[][][] x, DoubleUnaryOperator operator) {
    double[][][] result = new double[x.length][x[0].length][x[0][0].length];
    for (int c = 0; c < x.length; c++) {
      for (int row = 0; row < x[c].length; row++) {
        for (int column = 0; column < x[c][row].length; column++) {
          result[c][row][column] = operator.applyAsDouble(x[c][row][column]);
        }
      }
    }
    return result;
  }

  private static double[][][] add(double[][][] x, double[][][] y) {
    double[][][] result = new double[x.length][x[0].length][x[0][0].length];
    for (int c = 0; c < x.length; c++) {
      for (int row = 0; row < x[c].length; row++) {
        for (int column = 0; column < x[c][row].length; column++) {
          result[c][row][column] = x[c][row][column] + y[c][row][column];
        }
      }
    }
    return result;
  }

  private static double[][][] multiply(double[][][] x, double[][][] y) {
    double[][][] result = new double[x.length][x[0].length][x[0][0].length];
    for (int c = 0; c < x.length; c++) {
      for (int row = 0; row < x[c].length; row++) {
        for (int column = 0; column < x[c][row].length; column++) {
          result[c][row][column] = x[c][row][column] * y[c][row][column];
        }
      }
    }
    return result;
  }
}
