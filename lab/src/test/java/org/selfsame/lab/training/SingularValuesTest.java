package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SingularValuesTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 5, 5", "5, 5, 2", "9, 4, 4", "4, 9, 4", "33, 33, 16", "6, 6, 0"})
  void theProductsOfItsVectorsAreTheMatrix(int rows, int columns, int rank) {
    double[][] matrix = matrix(rows, columns, rank);
    SingularValues found = SingularValues.of(matrix);
    double[] values = found.values();
    for (int k = 1; k < values.length; k++) {
      assertThat(values[k]).isBetween(0.0, values[k - 1]);
    }
    for (int k = 0; k < values.length; k++) {
      for (int m = 0; m < values.length; m++) {
        assertThat(dot(found.right()[k], found.right()[m]))
            .isCloseTo(k == m ? 1 : 0, within(1e-12));
        if (k < rank && m < rank) {
          assertThat(dot(found.left()[k], found.left()[m]))
              .isCloseTo(k == m ? 1 : 0, within(1e-10));
        }
      }
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = 0;
        for (int k = 0; k < rank; k++) {
          sum += values[k] * found.left()[k][i] * found.right()[k][j];
        }
        assertThat(sum).isCloseTo(matrix[i][j], within(1e-11));
      }
    }
  }

  @Test
  void valuesOfAKnownMatrixAreFound() {
    // [3 0; 4 5] has the values 3 sqrt(5) and sqrt(5).
    assertThat(SingularValues.of(new double[][] {{3, 0}, {4, 5}}).values())
        .containsExactly(new double[] {3 * Math.sqrt(5), Math.sqrt(5)}, within(1e-14));
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SingularValues.of(new double[][] {{1, Double.NaN}}))
        .withMessageContaining("not finite: expected finite");
  }

  /** The product of two random matrices of so many columns and rows. */
  private static double[][] matrix(int rows, int columns, int rank) {
    Random random = new Random(rows + columns);
    double[][] matrix = new double[rows][columns];
    for (int k = 0; k < rank; k++) {
      double[] left = random.doubles(rows, -1, 1).toArray();
      double[] right = random.doubles(columns, -1, 1).toArray();
      for (int i = 0; i < rows; i++) {
        double factor = left[i];
        double[] row = matrix[i];
        Arrays.setAll(row, j -> row[j] + factor * right[j]);
      }
    }
    return matrix;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
