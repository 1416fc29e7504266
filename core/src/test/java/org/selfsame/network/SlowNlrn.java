package org.selfsame.network;

import java.util.HashMap;
import java.util.Map;
import org.selfsame.nonlocal.SlowNonlocal;
import org.selfsame.weights.WeightArray;

/**
 * NLRN in double with plain loops, from the pseudo-code of its paper. Features are {@code
 * [image][channel][pixel]}.
 */
final class SlowNlrn {
  private final NlrnConfig config;
  private final Map<String, WeightArray> weights;
  private final Pass pass;
  private final int imageHeight;
  private final int imageWidth;

  /** Of what is between folding and unfolding. */
  private final int height;

  private final int width;

  /** The non-local operation on the first image of a pass. */
  SlowNonlocal firstNonlocal;

  /** What BatchNorm's statistics are after a pass in training. */
  final Map<String, double[]> statistics = new HashMap<>();

  SlowNlrn(NlrnConfig config, Map<String, WeightArray> weights, Pass pass, int height, int width) {
    this.config = config;
    this.weights = weights;
    this.pass = pass;
    imageHeight = height;
    imageWidth = width;
    this.height = (height + config.fold() - 1) / config.fold();
    this.width = (width + config.fold() - 1) / config.fold();
  }

  double[][][] forward(double[][][] input) {
    double[][][] s0 = conv(norm(folded(input), "input_norm"), "input_conv");
    double[][][] x = s0;
    SlowNonlocal[] states = new SlowNonlocal[input.length];
    for (int n = 0; n < states.length; n++) {
      states[n] =
          pass.reach() == Pass.Reach.PATCH
              ? SlowNonlocal.patch(config.affinity(), config.propagate(), height, width)
              : SlowNonlocal.windowed(
                  config.affinity(), config.propagate(), config.window(), height, width);
    }
    firstNonlocal = states[0];
    for (int t = 0; t < config.steps(); t++) {
      String own = "steps." + t + ".";
      String shared = config.tied() ? "" : own;
      double[][][] a = relu(norm(x, own + "norm1"));
      double[][][] mixed = a;
      if (config.nonlocalEvery() == 0) {
        double[][][] hidden = join(conv(a, shared + "theta"), conv(a, shared + "psi"));
        mixed = add(a, conv(relu(hidden), shared + "g"));
      } else if (t % config.nonlocalEvery() == 0) {
        mixed = add(a, nonlocal(a, shared, states));
      }
      double[][][] b = conv(norm(mixed, own + "norm2"), shared + "conv_a");
      x = add(conv(relu(norm(b, own + "norm3")), shared + "conv_b"), s0);
    }
    double[][][] residual = conv(relu(norm(x, "output_norm")), "output_conv");
    int fold = config.fold();
    double[][][] restored =
        new double[input.length][config.imageChannels()][imageHeight * imageWidth];
    for (int n = 0; n < input.length; n++) {
      for (int c = 0; c < config.imageChannels(); c++) {
        for (int row = 0; row < imageHeight; row++) {
          for (int column = 0; column < imageWidth; column++) {
            int pixel = row * imageWidth + column;
            int channel = (c * fold + row % fold) * fold + column % fold;
            restored[n][c][pixel] =
                input[n][c][pixel] + residual[n][channel][row / fold * width + column / fold];
          }
        }
      }
    }
    return restored;
  }

  /** The pixels of each square as channels, and the first noise level of each as one. */
  private double[][][] folded(double[][][] input) {
    int fold = config.fold();
    int channels = config.imageChannels() * fold * fold;
    double[][][] folded =
        new double[input.length][channels + (config.noiseChannel() ? 1 : 0)][height * width];
    for (int n = 0; n < input.length; n++) {
      for (int c = 0; c < folded[n].length; c++) {
        for (int row = 0; row < height; row++) {
          for (int column = 0; column < width; column++) {
            int y = mirrored(row * fold + c / fold % fold, imageHeight);
            int x = mirrored(column * fold + c % fold, imageWidth);
            folded[n][c][row * width + column] =
                c < channels
                    ? input[n][c / (fold * fold)][y * imageWidth + x]
                    : input[n][config.imageChannels()][row * fold * imageWidth + column * fold];
          }
        }
      }
    }
    return folded;
  }

  /** Goes to and fro between the first and the last. */
  private static int mirrored(int index, int length) {
    int position = 0;
    int step = 1;
    for (int i = 0; i < index && length > 1; i++) {
      if (position + step < 0 || position + step >= length) {
        step = -step;
      }
      position += step;
    }
    return position;
  }

  private double[][][] nonlocal(double[][][] a, String shared, SlowNonlocal[] states) {
    double[][][] values = conv(a, shared + "g");
    double[][][] theta =
        weights.containsKey(shared + "theta.weight") ? conv(a, shared + "theta") : a;
    double[][][] psi = weights.containsKey(shared + "psi.weight") ? conv(a, shared + "psi") : a;
    double[][][] result = new double[a.length][][];
    for (int image = 0; image < a.length; image++) {
      double[][] x = a[image];
      double[][] query = theta[image];
      double[][] key = psi[image];
      SlowNonlocal.Product product =
          switch (config.affinity()) {
            case EUCLIDEAN -> (i, j) -> -squaredDistance(x, i, j) / config.channels();
            case DOT_PRODUCT, GAUSSIAN -> (i, j) -> SlowNonlocal.dot(x, i, x, j);
            case SYMMETRIC_EMBEDDED_GAUSSIAN -> (i, j) -> SlowNonlocal.dot(query, i, query, j);
            case EMBEDDED_DOT_PRODUCT, EMBEDDED_GAUSSIAN ->
                (i, j) -> SlowNonlocal.dot(query, i, key, j);
          };
      result[image] = states[image].attend(product, values[image]);
    }
    return result;
  }

  private static double squaredDistance(double[][] x, int i, int j) {
    double sum = 0;
    for (double[] channel : x) {
      sum += Math.pow(channel[i] - channel[j], 2);
    }
    return sum;
  }

  /** Convolves with zero padding of half the kernel. */
  private double[][][] conv(double[][][] x, String name) {
    WeightArray weight = weights.get(name + ".weight");
    float[] bias = weights.get(name + ".bias").values();
    int outputs = (int) weight.shape()[0];
    int inputs = (int) weight.shape()[1];
    int kernel = (int) weight.shape()[2];
    double[][][] result = new double[x.length][outputs][height * width];
    for (int n = 0; n < x.length; n++) {
      for (int out = 0; out < outputs; out++) {
        for (int row = 0; row < height; row++) {
          for (int column = 0; column < width; column++) {
            double sum = bias[out];
            for (int in = 0; in < inputs; in++) {
              for (int ky = 0; ky < kernel; ky++) {
                for (int kx = 0; kx < kernel; kx++) {
                  int y = row + ky - kernel / 2;
                  int z = column + kx - kernel / 2;
                  if (y >= 0 && y < height && z >= 0 && z < width) {
                    sum +=
                        weight.values()[((out * inputs + in) * kernel + ky) * kernel + kx]
                            * x[n][in][y * width + z];
                  }
                }
              }
            }
            result[n][out][row * width + column] = sum;
          }
        }
      }
    }
    return result;
  }

  private double[][][] norm(double[][][] x, String name) {
    float[] weight = weights.get(name + ".weight").values();
    float[] bias = weights.get(name + ".bias").values();
    float[] runningMean = weights.get(name + ".running_mean").values();
    float[] runningVariance = weights.get(name + ".running_var").values();
    double[] newMean = new double[weight.length];
    double[] newVariance = new double[weight.length];
    double[][][] result = new double[x.length][weight.length][height * width];
    for (int c = 0; c < weight.length; c++) {
      double mean = runningMean[c];
      double variance = runningVariance[c];
      if (pass.training()) {
        int count = x.length * height * width;
        mean = 0;
        for (double[][] image : x) {
          for (double value : image[c]) {
            mean += value / count;
          }
        }
        variance = 0;
        for (double[][] image : x) {
          for (double value : image[c]) {
            variance += (value - mean) * (value - mean) / count;
          }
        }
        newMean[c] = 0.99 * runningMean[c] + 0.01 * mean;
        newVariance[c] = 0.99 * runningVariance[c] + 0.01 * variance * count / (count - 1);
      }
      for (int n = 0; n < x.length; n++) {
        for (int i = 0; i < height * width; i++) {
          result[n][c][i] = weight[c] * (x[n][c][i] - mean) / Math.sqrt(variance + 1e-3) + bias[c];
        }
      }
    }
    statistics.put(name + ".running_mean", newMean);
    statistics.put(name + ".running_var", newVariance);
    return result;
  }

  private static double[][][] relu(double[][][] x) {
    double[][][] result = new double[x.length][x[0].length][x[0][0].length];
    for (int n = 0; n < x.length; n++) {
      for (int c = 0; c < x[n].length; c++) {
        for (int i = 0; i < x[n][c].length; i++) {
          result[n][c][i] = Math.max(0, x[n][c][i]);
        }
      }
    }
    return result;
  }

  private static double[][][] add(double[][][] x, double[][][] y) {
    double[][][] result = new double[x.length][x[0].length][x[0][0].length];
    for (int n = 0; n < x.length; n++) {
      for (int c = 0; c < x[n].length; c++) {
        for (int i = 0; i < x[n][c].length; i++) {
          result[n][c][i] = x[n][c][i] + y[n][c][i];
        }
      }
    }
    return result;
  }

  /** The channels of x, then those of y. */
  private static double[][][] join(double[][][] x, double[][][] y) {
    double[][][] result = new double[x.length][x[0].length + y[0].length][];
    for (int n = 0; n < x.length; n++) {
      System.arraycopy(x[n], 0, result[n], 0, x[n].length);
      System.arraycopy(y[n], 0, result[n], x[n].length, y[n].length);
    }
    return result;
  }
}
