package org.selfsame.nonlocal.classic;

import java.util.Arrays;

/**
 * The eigenvalues above a threshold, and their eigenvectors, of small symmetric matrices: reduction
 * to a tridiagonal matrix by reflections, then the implicit QL iteration, which takes off one
 * eigenvalue after the other (Golub and Van Loan, Matrix Computations, 8.3) until all those above
 * the threshold are found. The memory is kept for the next matrix: an object serves one thread.
 */
final class SymmetricEigen {
  private static final String NOT_FINITE =
      "matrix with numbers that are not finite: expected finite ones";

  private static final int MOST_SWEEPS = 100; // two or three are usual

  private final double[] diagonal;
  private final double[] beside; // beside[i] joins diagonal[i] and diagonal[i + 1]
  private final int[] found;
  private final double[] reflectorScales;
  private final double[] product;
  private final double[] cosines;
  private final double[] sines;
  private final double[][] vectors;

  /**
   * @param largest rows of the largest matrix
   */
  SymmetricEigen(int largest) {
    diagonal = new double[largest];
    beside = new double[largest];
    found = new int[largest];
    reflectorScales = new double[largest];
    product = new double[largest];
    cosines = new double[largest];
    sines = new double[largest];
    vectors = new double[largest][largest];
  }

  /**
   * Finds the eigenvalues above a threshold and returns how many there are. The matrix is
   * overwritten and must stay until the vectors are fetched.
   *
   * @param matrix rows of at least {@code size} numbers
   * @throws IllegalArgumentException if a number is not finite
   */
  int decompose(double[][] matrix, int size, double threshold) {
    tridiagonalize(matrix, size);
    int expected = countAbove(threshold, size);
    if (expected == 0) {
      return 0;
    }
    for (int i = 0; i < size; i++) {
      Arrays.fill(vectors[i], 0, size, 0);
      vectors[i][i] = 1;
    }
    return iterate(expected, threshold, size);
  }

  /** Returns an eigenvalue that was found; they come in no order. */
  double value(int i) {
    return diagonal[found[i]];
  }

  /**
   * Returns the eigenvector of length 1 of an eigenvalue; at most once after a decomposition.
   *
   * @param matrix the decomposed matrix, as it was left
   */
  double[] vector(double[][] matrix, int size, int i) {
    double[] vector = vectors[found[i]];
    for (int m = 2; m < size; m++) {
      reflect(vector, matrix[m], reflectorScales[m], m);
    }
    return vector;
  }

  /** Leaves the reflector of each row in it. */
  private void tridiagonalize(double[][] a, int size) {
    for (int m = size - 1; m >= 2; m--) {
      double[] u = a[m];
      double squares = 0;
      for (int j = 0; j < m - 1; j++) {
        squares += u[j] * u[j];
      }
      if (squares == 0) {
        reflectorScales[m] = 0;
        beside[m - 1] = u[m - 1];
        diagonal[m] = u[m];
        continue;
      }
      double length = Math.sqrt(squares + u[m - 1] * u[m - 1]);
      beside[m - 1] = u[m - 1] > 0 ? -length : length;
      diagonal[m] = u[m];
      u[m - 1] -= beside[m - 1];
      double scale = 2 / (squares + u[m - 1] * u[m - 1]);
      reflectorScales[m] = scale;
      // A becomes A - u q' - q u'
      Arrays.fill(product, 0, m, 0);
      addCombination(product, u, a, m, m);
      double dot = 0;
      for (int j = 0; j < m; j++) {
        product[j] *= scale;
        dot += product[j] * u[j];
      }
      double half = scale * dot / 2;
      for (int j = 0; j < m; j++) {
        product[j] -= half * u[j];
      }
      for (int i = 0; i < m; i++) {
        subtract(a[i], u[i], product, product[i], u, m);
      }
    }
    if (size > 1) {
      beside[0] = a[1][0];
      diagonal[1] = a[1][1];
    }
    diagonal[0] = a[0][0];
    beside[size - 1] = 0;
  }

  /** Adds the sum of rows, each times its factor. */
  static void addCombination(
      double[] to, double[] factors, double[][] rows, int count, int length) {
    int i = 0;
    for (; i + 3 < count; i += 4) {
      addFour(
          to,
          factors[i],
          rows[i],
          factors[i + 1],
          rows[i + 1],
          factors[i + 2],
          rows[i + 2],
          factors[i + 3],
          rows[i + 3],
          length);
    }
    for (; i < count; i++) {
      add(to, factors[i], rows[i], length);
    }
  }

  private static void addFour(
      double[] to,
      double f0,
      double[] r0,
      double f1,
      double[] r1,
      double f2,
      double[] r2,
      double f3,
      double[] r3,
      int length) {
    for (int j = 0; j < length; j++) {
      to[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j];
    }
  }

  private static void add(double[] to, double factor, double[] row, int length) {
    for (int j = 0; j < length; j++) {
      to[j] += factor * row[j];
    }
  }

  private static void subtract(
      double[] row, double f, double[] p, double g, double[] u, int length) {
    for (int j = 0; j < length; j++) {
      row[j] -= f * p[j] + g * u[j];
    }
  }

  private static void reflect(double[] x, double[] u, double scale, int length) {
    double dot0 = 0;
    double dot1 = 0;
    double dot2 = 0;
    double dot3 = 0;
    int j = 0;
    for (; j + 3 < length; j += 4) {
      dot0 += x[j] * u[j];
      dot1 += x[j + 1] * u[j + 1];
      dot2 += x[j + 2] * u[j + 2];
      dot3 += x[j + 3] * u[j + 3];
    }
    for (; j < length; j++) {
      dot0 += x[j] * u[j];
    }
    add(x, -scale * (dot0 + dot1 + (dot2 + dot3)), u, length);
  }

  /**
   * Counts the eigenvalues by the signs of the pivots of the tridiagonal matrix less the threshold
   * (Sturm); a pivot that is not a number counts, so that the iteration finds out.
   */
  private int countAbove(double threshold, int size) {
    int count = 0;
    double pivot = 1;
    for (int i = 0; i < size; i++) {
      double joint = i == 0 ? 0 : beside[i - 1];
      pivot = diagonal[i] - threshold - joint * joint / pivot;
      if (pivot == 0) {
        pivot = -Double.MIN_NORMAL;
      }
      if (!(pivot <= 0)) {
        count++;
      }
    }
    return count;
  }

  private int iterate(int expected, double threshold, int size) {
    int count = 0;
    for (int first = 0; first < size && count < expected; first++) {
      int sweeps = 0;
      int last;
      while ((last = blockEnd(first, size)) > first) {
        if (++sweeps > MOST_SWEEPS) {
          throw new IllegalArgumentException(NOT_FINITE);
        }
        sweep(first, last, size);
      }
      if (diagonal[first] > threshold) {
        found[count++] = first;
      }
    }
    return count;
  }

  private int blockEnd(int first, int size) {
    int last = first;
    while (last + 1 < size) {
      double scale = Math.abs(diagonal[last]) + Math.abs(diagonal[last + 1]);
      if (Math.abs(beside[last]) <= Math.ulp(1.0) * scale) {
        break;
      }
      last++;
    }
    return last;
  }

  /** A step of the iteration, with the shift of Wilkinson. */
  private void sweep(int first, int last, int size) {
    double g = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
    double r = Math.sqrt(g * g + 1);
    g = diagonal[last] - diagonal[first] + beside[first] / (g + (g >= 0 ? r : -r));
    double s = 1;
    double c = 1;
    double p = 0;
    int i = last - 1;
    for (; i >= first; i--) {
      double f = s * beside[i];
      double b = c * beside[i];
      r = Math.sqrt(f * f + g * g);
      beside[i + 1] = r;
      if (r == 0) {
        diagonal[i + 1] -= p;
        break;
      }
      double inverse = 1 / r;
      s = f * inverse;
      c = g * inverse;
      g = diagonal[i + 1] - p;
      r = (diagonal[i] - g) * s + 2 * c * b;
      p = s * r;
      diagonal[i + 1] = g + p;
      g = c * r - b;
      cosines[i] = c;
      sines[i] = s;
    }
    if (i < first) {
      diagonal[first] -= p;
      beside[first] = g;
    }
    beside[last] = 0;
    rotateAll(last - 1, i + 1, size);
  }

  private void rotateAll(int from, int to, int size) {
    int i = from;
    for (; i > to; i -= 2) {
      rotateTwice(
          vectors[i + 1],
          vectors[i],
          vectors[i - 1],
          cosines[i],
          sines[i],
          cosines[i - 1],
          sines[i - 1],
          size);
    }
    if (i == to) {
      rotate(vectors[i + 1], vectors[i], cosines[i], sines[i], size);
    }
  }

  private static void rotate(double[] x, double[] y, double c, double s, int length) {
    for (int j = 0; j < length; j++) {
      double x0 = x[j];
      double y0 = y[j];
      x[j] = s * y0 + c * x0;
      y[j] = c * y0 - s * x0;
    }
  }

  private static void rotateTwice(
      double[] x, double[] y, double[] z, double c, double s, double d, double r, int length) {
    for (int j = 0; j < length; j++) {
      double x0 = x[j];
      double y0 = y[j];
      double z0 = z[j];
      double turned = c * y0 - s * x0;
      x[j] = s * y0 + c * x0;
      y[j] = r * z0 + d * turned;
      z[j] = d * z0 - r * turned;
    }
  }
}
