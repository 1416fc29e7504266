package org.selfsame.nonlocal.classic;

/**
 * The transform of groups of like patches: Haar's across the patches, and a separable one of each.
 * A coefficient of white noise has the variance that its samples have.
 *
 * <p>A group is held as {@code [rows][patches, columns]}, and its coefficients as {@code
 * [columns][patches, rows]}, the first one that of the mean: loops run along all patches and index
 * all their arrays from 0, so that the virtual machine vectorizes them. Patches are in bit-reversed
 * order (see {@link #slot}), so that each level of Haar's transform makes sums and differences of
 * two halves.
 *
 * <p>Not for several threads.
 */
final class GroupTransform {
  private static final float ROOT_HALF = (float) Math.sqrt(0.5);

  private final int size;
  private final float[] forward; // both matrices with zeros up to a multiple of 4 columns
  private final float[] inverse;
  private final float[][] between;
  private final float[] half;

  /**
   * Makes the transform of groups of at most some patches.
   *
   * @param basis the transform along an axis: a matrix whose rows have the length 1
   * @param window weights along an axis, by which the inverse multiplies the samples
   */
  GroupTransform(double[][] basis, double[] window, int most) {
    size = basis.length;
    forward = new float[size * padded(size)];
    inverse = new float[size * padded(size)];
    between = group(size, most);
    half = new float[size * most / 2];
    double[][] inverted = Basis.inverse(basis);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        forward[i * padded(size) + j] = (float) basis[i][j];
        inverse[i * padded(size) + j] = (float) (window[i] * inverted[i][j]);
      }
    }
  }

  /** Returns memory for a group: its rows, and rows of 0 up to a multiple of 4. */
  static float[][] group(int size, int most) {
    return new float[padded(size)][size * most];
  }

  private static int padded(int size) {
    return (size + 3) / 4 * 4;
  }

  /** Returns the position of a patch in a group, the nearest being number 0. */
  static int slot(int number, int patches) {
    return Integer.reverse(2 * number) >>> Integer.numberOfLeadingZeros(patches);
  }

  /** Makes coefficients of samples, in place. */
  void forward(float[][] group, int patches) {
    for (int i = 0; i < size; i++) {
      for (int run = patches / 2 * size; run >= size; run /= 2) {
        haar(group[i], run);
      }
    }
    separable(forward, group, patches);
  }

  /** Makes samples of coefficients, in place, and multiplies them by the window. */
  void inverse(float[][] group, int patches) {
    separable(inverse, group, patches);
    for (int i = 0; i < size; i++) {
      for (int run = size; run < patches * size; run *= 2) {
        haar(group[i], run);
      }
    }
  }

  /** One level, which is its own inverse. */
  private void haar(float[] row, int run) {
    System.arraycopy(row, run, half, 0, run);
    butterfly(row, half, run);
    System.arraycopy(half, 0, row, run, run);
  }

  private static void butterfly(float[] a, float[] b, int length) {
    for (int x = 0; x < length; x++) {
      float first = a[x];
      float second = b[x];
      a[x] = (first + second) * ROOT_HALF;
      b[x] = (first - second) * ROOT_HALF;
    }
  }

  /** Multiplies each patch by a matrix from both sides. */
  private void separable(float[] matrix, float[][] group, int patches) {
    multiply(matrix, group, between, patches * size);
    transpose(between, group, patches);
    multiply(matrix, group, between, patches * size);
    for (int i = 0; i < size; i++) {
      System.arraycopy(between[i], 0, group[i], 0, patches * size);
    }
  }

  private void transpose(float[][] from, float[][] to, int patches) {
    for (int i = 0; i < size; i++) {
      float[] row = from[i];
      for (int j = 0; j < size; j++) {
        float[] column = to[j];
        for (int p = 0; p < patches; p++) {
          column[p * size + i] = row[p * size + j];
        }
      }
    }
  }

  private void multiply(float[] matrix, float[][] from, float[][] to, int length) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j += 4) {
        int at = i * padded(size) + j;
        float f0 = matrix[at];
        float f1 = matrix[at + 1];
        float f2 = matrix[at + 2];
        float f3 = matrix[at + 3];
        if (j == 0) {
          set(to[i], f0, from[j], f1, from[j + 1], f2, from[j + 2], f3, from[j + 3], length);
        } else if (f0 != 0 || f1 != 0 || f2 != 0 || f3 != 0) {
          add(to[i], f0, from[j], f1, from[j + 1], f2, from[j + 2], f3, from[j + 3], length);
        }
      }
    }
  }

  private static void set(
      float[] to,
      float f0,
      float[] a0,
      float f1,
      float[] a1,
      float f2,
      float[] a2,
      float f3,
      float[] a3,
      int length) {
    for (int x = 0; x < length; x++) {
      to[x] = f0 * a0[x] + f1 * a1[x] + (f2 * a2[x] + f3 * a3[x]);
    }
  }

  private static void add(
      float[] to,
      float f0,
      float[] a0,
      float f1,
      float[] a1,
      float f2,
      float[] a2,
      float f3,
      float[] a3,
      int length) {
    for (int x = 0; x < length; x++) {
      to[x] += f0 * a0[x] + f1 * a1[x] + (f2 * a2[x] + f3 * a3[x]);
    }
  }
}
