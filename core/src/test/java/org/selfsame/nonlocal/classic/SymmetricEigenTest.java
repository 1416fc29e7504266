package org.selfsame.nonlocal.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
  private final SymmetricEigen eigen = new SymmetricEigen(49);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 16, 49})
  void matricesAreMadeOfTheirVectors(int size) {
    Random random = new Random(size);
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = 100 * random.nextGaussian();
        matrix[j][i] = matrix[i][j];
      }
    }
    requireDecomposed(matrix);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 30})
  void matricesOfLowRankAre(int rank) {
    Random random = new Random(rank);
    double[][] matrix = new double[40][40];
    for (int k = 0; k < rank; k++) {
      double[] vector = random.doubles(40, -1, 1).toArray();
      for (int i = 0; i < 40; i++) {
        for (int j = 0; j < 40; j++) {
          matrix[i][j] += vector[i] * vector[j];
        }
      }
    }
    requireDecomposed(matrix);
  }

  @Test
  void equalEigenvaluesHaveVectorsAtRightAngles() {
    double[][] matrix = new double[20][20];
    for (int i = 0; i < 20; i++) {
      Arrays.fill(matrix[i], 1);
      matrix[i][i] = 3; // 2 nineteen times, and 22
    }
    requireDecomposed(matrix);
  }

  @Test
  void diagonalMatricesAndZeroAreLeft() {
    double[][] matrix = new double[5][5];
    requireDecomposed(matrix);
    matrix[1][1] = -4;
    matrix[4][4] = 1e-9;
    requireDecomposed(matrix);
  }

  @Test
  void onlyEigenvaluesAboveTheThresholdAreFound() {
    double[][] turned = new double[30][30]; // I - 2 u u' turns the diagonal 1, 2, ... 30
    for (int i = 0; i < 30; i++) {
      for (int j = 0; j < 30; j++) {
        for (int k = 0; k < 30; k++) {
          turned[i][j] += ((i == k ? 1 : 0) - 2 / 30.0) * (k + 1) * ((k == j ? 1 : 0) - 2 / 30.0);
        }
      }
    }
    for (int above : new int[] {0, 1, 8, 29, 30}) {
      double[][] work = Arrays.stream(turned).map(double[]::clone).toArray(double[][]::new);
      assertThat(eigen.decompose(work, 30, 30.5 - above)).isEqualTo(above);
      double[] values = IntStream.range(0, above).mapToDouble(eigen::value).sorted().toArray();
      for (int i = 0; i < above; i++) {
        assertThat(values[i]).isCloseTo(31 - above + i, within(1e-12));
      }
    }
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    double[][] matrix = new double[5][5];
    matrix[2][1] = Double.NaN;
    matrix[1][2] = Double.NaN;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> eigen.decompose(matrix, 5, 0))
        .withMessageContaining("not finite");
  }

  private void requireDecomposed(double[][] matrix) {
    int size = matrix.length;
    double[][] work = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    assertThat(eigen.decompose(work, size, Double.NEGATIVE_INFINITY)).isEqualTo(size);
    double[][] vectors = new double[size][];
    for (int k = 0; k < size; k++) {
      vectors[k] = Arrays.copyOf(eigen.vector(work, size, k), size);
    }
    double largest =
        Arrays.stream(matrix).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double sum = 0;
        double product = 0;
        for (int k = 0; k < size; k++) {
          sum += eigen.value(k) * vectors[k][i] * vectors[k][j];
          product += vectors[i][k] * vectors[j][k];
        }
        assertThat(sum).isCloseTo(matrix[i][j], within(1e-12 * largest));
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-13));
      }
    }
  }
}
