package org.selfsame.lab.training;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The singular value decomposition of a small matrix, {@code sum_k values[k] left[k] right[k]^T},
 * the largest value first: its columns are turned against each other in pairs until all are
 * orthogonal (one-sided Jacobi; Golub and Van Loan, Matrix Computations, 8.6.3). Small values are
 * found as exactly as large ones.
 *
 * @param values none is negative
 * @param left a vector of length 1 for each value; zeros where the value is 0
 * @param right a vector of length 1 for each value
 */
@SuppressWarnings("ArrayRecordComponent")
record SingularValues(double[] values, double[][] left, double[][] right) {
  private static final double PRECISION = 1e-14;
  private static final int MOST_SWEEPS = 60; // about ten are usual

  /**
   * Decomposes a matrix.
   *
   * @param matrix rows of equal length
   * @throws IllegalArgumentException if a number is not finite
   */
  static SingularValues of(double[][] matrix) {
    int count = matrix[0].length;
    double[][] columns = new double[count][matrix.length];
    double[][] turned = new double[count][count];
    double squares = 0;
    for (int j = 0; j < count; j++) {
      turned[j][j] = 1;
      for (int i = 0; i < matrix.length; i++) {
        columns[j][i] = matrix[i][j];
      }
      squares += dot(columns[j], columns[j]);
    }
    if (!Double.isFinite(squares)) {
      throw new IllegalArgumentException(
          "matrix with numbers that are not finite: expected finite ones");
    }
    double negligible = PRECISION * PRECISION * squares;
    boolean done = false;
    for (int sweep = 0; sweep < MOST_SWEEPS && !done; sweep++) {
      done = true;
      for (int p = 0; p < count; p++) {
        for (int q = p + 1; q < count; q++) {
          done &= !makeOrthogonal(columns, turned, p, q, negligible);
        }
      }
    }
    return sorted(columns, turned);
  }

  /** Turns two columns, unless they are orthogonal already. */
  private static boolean makeOrthogonal(
      double[][] columns, double[][] turned, int p, int q, double negligible) {
    double ofP = dot(columns[p], columns[p]);
    double ofQ = dot(columns[q], columns[q]);
    double both = dot(columns[p], columns[q]);
    if (Math.min(ofP, ofQ) <= negligible || Math.abs(both) <= PRECISION * Math.sqrt(ofP * ofQ)) {
      return false;
    }
    double cotangent = (ofQ - ofP) / (2 * both); // of twice the angle
    double tangent = Math.copySign(1, cotangent) / (Math.abs(cotangent) + Math.hypot(1, cotangent));
    double cosine = 1 / Math.hypot(1, tangent);
    turn(columns[p], columns[q], cosine, cosine * tangent);
    turn(turned[p], turned[q], cosine, cosine * tangent);
    return true;
  }

  private static void turn(double[] a, double[] b, double cosine, double sine) {
    for (int i = 0; i < a.length; i++) {
      double old = a[i];
      a[i] = cosine * old - sine * b[i];
      b[i] = sine * old + cosine * b[i];
    }
  }

  private static SingularValues sorted(double[][] columns, double[][] turned) {
    double[] lengths = Arrays.stream(columns).mapToDouble(c -> Math.sqrt(dot(c, c))).toArray();
    int[] order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -lengths[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] values = new double[lengths.length];
    double[][] left = new double[lengths.length][];
    double[][] right = new double[lengths.length][];
    for (int k = 0; k < order.length; k++) {
      double length = lengths[order[k]];
      values[k] = length;
      left[k] = Arrays.stream(columns[order[k]]).map(x -> length == 0 ? 0 : x / length).toArray();
      right[k] = turned[order[k]];
    }
    return new SingularValues(values, left, right);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
