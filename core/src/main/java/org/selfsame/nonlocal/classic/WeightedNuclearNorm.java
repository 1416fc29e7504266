package org.selfsame.nonlocal.classic;

import java.util.Arrays;

/**
 * The low-rank estimate X of a group Y of patches. It keeps the singular vectors of Y; each of its
 * singular values is Y's less a weight, which grows as the value falls: {@code S(X) = S(Y) - C /
 * S(X)} where {@code C = 2 sqrt(2) sqrt(n) s^2} for n patches and noise of the standard deviation
 * s. This closed form is where the repeated weighing of Gu et al. ends (IJCV 2017):
 *
 * <pre>
 * S(X) = (S(Y) + sqrt(S(Y)^2 - 4 C)) / 2 if S(Y)^2 > 4 C, else 0
 * </pre>
 *
 * <p>With the eigenvectors v and the eigenvalues {@code S(Y)^2} of Y'Y this is {@code X = Y sum_i
 * (S_i(X) / S_i(Y)) v_i v_i'}: the left singular vectors are not needed. An object serves one
 * thread.
 */
final class WeightedNuclearNorm {
  private static final double STRENGTH = 2 * Math.sqrt(2);

  /** The group, row by row; the estimate afterwards. */
  final double[][] rows;

  private final double[][] gram;
  private final double[] factors;
  private final double[] estimate;
  private final double[][] kept;
  private final double[] shrinkage;
  private final SymmetricEigen eigen;

  /**
   * @param height rows of the largest group
   * @param width its columns, at most as many: the work grows with the cube
   */
  WeightedNuclearNorm(int height, int width) {
    rows = new double[height][width];
    gram = new double[width][width];
    factors = new double[height];
    estimate = new double[width];
    kept = new double[width][];
    shrinkage = new double[width];
    eigen = new SymmetricEigen(width);
  }

  /**
   * Replaces the group in the first {@code width} numbers of the first {@code height} rows by its
   * estimate.
   *
   * @param patches n, the width or the height
   * @param deviation s
   */
  void shrink(int height, int width, int patches, double deviation) {
    double threshold = 4 * STRENGTH * Math.sqrt(patches) * deviation * deviation;
    gram(height, width);
    int count = eigen.decompose(gram, width, threshold);
    for (int i = 0; i < count; i++) {
      kept[i] = eigen.vector(gram, width, i);
      shrinkage[i] = (1 + Math.sqrt(1 - threshold / eigen.value(i))) / 2;
    }
    if (count == 0) {
      for (int i = 0; i < height; i++) {
        Arrays.fill(rows[i], 0, width, 0);
      }
      return;
    }
    shrinkingMatrix(count, width);
    for (int i = 0; i < height; i++) {
      Arrays.fill(estimate, 0, width, 0);
      SymmetricEigen.addCombination(estimate, rows[i], gram, width, width);
      System.arraycopy(estimate, 0, rows[i], 0, width);
    }
  }

  private void gram(int height, int width) {
    for (int i = 0; i < width; i++) {
      for (int k = 0; k < height; k++) {
        factors[k] = rows[k][i];
      }
      Arrays.fill(gram[i], 0, i + 1, 0);
      SymmetricEigen.addCombination(gram[i], factors, rows, height, i + 1);
    }
    mirror(width);
  }

  /** Makes the sum of {@code shrinkage v v'} over the kept vectors, in place of the Gram matrix. */
  private void shrinkingMatrix(int count, int width) {
    for (int i = 0; i < width; i++) {
      for (int k = 0; k < count; k++) {
        factors[k] = shrinkage[k] * kept[k][i];
      }
      Arrays.fill(gram[i], 0, i + 1, 0);
      SymmetricEigen.addCombination(gram[i], factors, kept, count, i + 1);
    }
    mirror(width);
  }

  private void mirror(int width) {
    for (int i = 1; i < width; i++) {
      for (int j = 0; j < i; j++) {
        gram[j][i] = gram[i][j];
      }
    }
  }
}
