package org.selfsame.lab.training;

import org.selfsame.weights.WeightArray;

/**
 * How two pixels' features a and a' are correlated, {@code (theta a + bt) . (psi a' + bp)}: a form
 * of both, {@code [a, 1] M [a', 1]^T}, whose rank is that of the embedding.
 *
 * @param theta {@code [embedding][channels + 1]}, a feature's weights and its bias
 * @param psi of theta's shape; the same where queries and keys are one
 */
@SuppressWarnings("ArrayRecordComponent")
record EmbeddingPair(double[][] theta, double[][] psi) {
  /** Joins weights {@code [embedding, channels, 1, 1]} and biases {@code [embedding]}. */
  static double[][] rows(WeightArray weight, WeightArray bias) {
    int features = bias.values().length;
    int channels = weight.values().length / features;
    double[][] rows = new double[features][channels + 1];
    for (int f = 0; f < features; f++) {
      for (int c = 0; c < channels; c++) {
        rows[f][c] = weight.values()[f * channels + c];
      }
      rows[f][channels] = bias.values()[f];
    }
    return rows;
  }

  static WeightArray weight(double[][] rows) {
    int channels = rows[0].length - 1;
    float[] values = new float[rows.length * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / channels][i % channels];
    }
    return new WeightArray(new long[] {rows.length, channels, 1, 1}, values);
  }

  static WeightArray bias(double[][] rows) {
    float[] values = new float[rows.length];
    for (int f = 0; f < values.length; f++) {
      values[f] = (float) rows[f][rows[f].length - 1];
    }
    return new WeightArray(new long[] {values.length}, values);
  }

  /**
   * Returns the pair of a narrower embedding that correlates most like this: of the form's singular
   * values, the largest are kept (Eckart and Young 1936), each shared evenly by theta and psi. If
   * queries and keys share one embedding, they still do.
   */
  EmbeddingPair narrowed(int embedding) {
    SingularValues form = SingularValues.of(form());
    double[][] queries = new double[embedding][];
    double[][] keys = new double[embedding][];
    for (int k = 0; k < embedding; k++) {
      double root = Math.sqrt(form.values()[k]);
      queries[k] = scaled(form.left()[k], root);
      keys[k] = scaled(form.right()[k], root);
    }
    return new EmbeddingPair(queries, keys);
  }

  /** {@code theta^T psi}. */
  double[][] form() {
    int size = theta[0].length;
    double[][] form = new double[size][size];
    for (int f = 0; f < theta.length; f++) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          form[i][j] += theta[f][i] * psi[f][j];
        }
      }
    }
    return form;
  }

  private static double[] scaled(double[] vector, double factor) {
    double[] scaled = vector.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }
}
