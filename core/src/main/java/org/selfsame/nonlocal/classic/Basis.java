package org.selfsame.nonlocal.classic;

/** A transform along one axis, as a square matrix whose rows have the length 1. */
enum Basis {
  /** The discrete cosine transform, DCT-II, which is orthonormal. */
  COSINE {
    @Override
    double coefficient(int i, int x, int size) {
      return Math.cos(Math.PI * i * (2 * x + 1) / (2.0 * size));
    }
  },
  /** The wavelet bior1.5, down to one mean, of a periodic signal whose length is a power of 2. */
  WAVELET {
    @Override
    double coefficient(int i, int x, int size) {
      double[] signal = new double[size];
      signal[x] = 1;
      for (int length = size; length > 1; length /= 2) {
        decompose(signal, length);
      }
      return signal[i];
    }
  };

  /** The low-pass filter of the analysis by bior1.5, times 256 / sqrt(2). */
  private static final double[] LOW_PASS = {3, -3, -22, 22, 128, 128, 22, -22, -3, 3};

  /** Returns a coefficient of the signal that is 1 at one position, up to the row's length. */
  abstract double coefficient(int i, int x, int size);

  /** Returns the matrix that makes coefficients of samples. */
  double[][] matrix(int size) {
    double[][] rows = new double[size][size];
    for (int i = 0; i < size; i++) {
      double squares = 0;
      for (int x = 0; x < size; x++) {
        rows[i][x] = coefficient(i, x, size);
        squares += rows[i][x] * rows[i][x];
      }
      for (int x = 0; x < size; x++) {
        rows[i][x] /= Math.sqrt(squares);
      }
    }
    return rows;
  }

  /** Puts means into the first half of the first samples, and details into the second. */
  private static void decompose(double[] signal, int length) {
    double[] from = signal.clone();
    for (int i = 0; i < length / 2; i++) {
      signal[i] = 0;
      for (int k = 0; k < LOW_PASS.length; k++) {
        int x = Math.floorMod(2 * i + k - 4, length);
        signal[i] += LOW_PASS[k] * from[x];
      }
      signal[length / 2 + i] = from[2 * i] - from[2 * i + 1];
    }
  }

  /** Returns the inverse of a matrix, by elimination with pivots. */
  static double[][] inverse(double[][] matrix) {
    int size = matrix.length;
    double[][] rows = new double[size][2 * size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(matrix[i], 0, rows[i], 0, size);
      rows[i][size + i] = 1;
    }
    for (int i = 0; i < size; i++) {
      int pivot = i;
      for (int j = i + 1; j < size; j++) {
        if (Math.abs(rows[j][i]) > Math.abs(rows[pivot][i])) {
          pivot = j;
        }
      }
      double[] row = rows[pivot];
      rows[pivot] = rows[i];
      rows[i] = row;
      double scale = 1 / row[i];
      for (int x = 0; x < 2 * size; x++) {
        row[x] *= scale;
      }
      for (int j = 0; j < size; j++) {
        if (j != i) {
          double factor = rows[j][i];
          for (int x = 0; x < 2 * size; x++) {
            rows[j][x] -= factor * row[x];
          }
        }
      }
    }
    double[][] inverse = new double[size][size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(rows[i], size, inverse[i], 0, size);
    }
    return inverse;
  }
}
