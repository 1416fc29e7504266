package org.selfsame.nonlocal;

import org.selfsame.nonlocal.GlobalAttention.Normalization;

/** RNAN's non-local operation and its gradients by the chain rule, pair by pair in double. */
final class SlowGlobalAttention {
  private SlowGlobalAttention() {}

  /**
   * Returns the result and the gradients of queries, keys and values.
   *
   * @param inputs queries, keys, values, and the gradient of the result, each {@code
   *     [image][channel][pixel]}
   */
  static double[][][][] of(Normalization normalization, double[][][][] inputs) {
    int images = inputs[0].length;
    int channels = inputs[0][0].length;
    int pixels = inputs[0][0][0].length;
    double[][][][] results = new double[4][images][channels][pixels];
    for (int n = 0; n < images; n++) {
      double[][] theta = inputs[0][n];
      double[][] phi = inputs[1][n];
      double[][] g = inputs[2][n];
      double[][] slope = inputs[3][n];
      double[][] weights = weights(normalization, theta, phi);
      double[][] weightSlopes = new double[pixels][pixels];
      for (int i = 0; i < pixels; i++) {
        for (int j = 0; j < pixels; j++) {
          for (int c = 0; c < channels; c++) {
            results[0][n][c][i] += weights[i][j] * g[c][j];
            results[3][n][c][j] += weights[i][j] * slope[c][i];
          }
          weightSlopes[i][j] = SlowNonlocal.dot(slope, i, g, j);
        }
      }
      // What a change of all correlations of one softmax by the same number would change.
      double[] common = new double[pixels];
      for (int i = 0; i < pixels; i++) {
        for (int j = 0; j < pixels; j++) {
          common[normalization == Normalization.KEYS ? i : j] += weights[i][j] * weightSlopes[i][j];
        }
      }
      for (int i = 0; i < pixels; i++) {
        for (int j = 0; j < pixels; j++) {
          double mean = common[normalization == Normalization.KEYS ? i : j];
          double correlationSlope = weights[i][j] * (weightSlopes[i][j] - mean);
          for (int c = 0; c < channels; c++) {
            results[1][n][c][i] += correlationSlope * phi[c][j];
            results[2][n][c][j] += correlationSlope * theta[c][i];
          }
        }
      }
    }
    return results;
  }

  private static double[][] weights(Normalization normalization, double[][] theta, double[][] phi) {
    int pixels = theta[0].length;
    double[][] weights = new double[pixels][pixels];
    double[] sums = new double[pixels];
    for (int i = 0; i < pixels; i++) {
      for (int j = 0; j < pixels; j++) {
        weights[i][j] = Math.exp(SlowNonlocal.dot(theta, i, phi, j));
        sums[normalization == Normalization.KEYS ? i : j] += weights[i][j];
      }
    }
    for (int i = 0; i < pixels; i++) {
      for (int j = 0; j < pixels; j++) {
        weights[i][j] /= sums[normalization == Normalization.KEYS ? i : j];
      }
    }
    return weights;
  }
}
