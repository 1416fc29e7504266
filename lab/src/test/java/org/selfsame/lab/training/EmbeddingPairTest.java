package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.selfsame.weights.WeightArray;

class EmbeddingPairTest {
  private static final float HALF = (float) Math.sqrt(0.5);

  /** Orthogonal directions, correlated by 2 * 3, 1 * 5 and 0.5 * 2. */
  @Test
  void theLargestSingularValuesAreKept() {
    double[][] theta = {{0, 0, 0.5, 0}, {2 * HALF, 2 * HALF, 0, 0}, {HALF, -HALF, 0, 0}};
    double[][] psi = {{0, 0, 2, 0}, {0, 0, 0, 3}, {0, 5, 0, 0}};
    EmbeddingPair pair = new EmbeddingPair(theta, psi);
    EmbeddingPair two = pair.narrowed(2);
    assertThat(two.theta()).hasNumberOfRows(2);
    assertClose(
        two.form(),
        new double[][] {
          {0, 5 * HALF, 0, 6 * HALF}, {0, -5 * HALF, 0, 6 * HALF}, {0, 0, 0, 0}, {0, 0, 0, 0}
        });
    assertClose(
        pair.narrowed(1).form(),
        new double[][] {{0, 0, 0, 6 * HALF}, {0, 0, 0, 6 * HALF}, {0, 0, 0, 0}, {0, 0, 0, 0}});
    assertClose(pair.narrowed(3).form(), pair.form());
  }

  @Test
  void noOtherPairOfRowsIsNearer() {
    EmbeddingPair pair = new EmbeddingPair(random(5, 7, 1), random(5, 7, 2));
    double[][] form = pair.form();
    double nearest = squares(form, pair.narrowed(3).form());
    double[] values = SingularValues.of(form).values();
    assertThat(nearest)
        .isCloseTo(values[3] * values[3] + values[4] * values[4], within(1e-9 * nearest));
    EmbeddingPair cut =
        new EmbeddingPair(Arrays.copyOf(pair.theta(), 3), Arrays.copyOf(pair.psi(), 3));
    assertThat(nearest).isLessThan(squares(form, cut.form()));
  }

  @Test
  void queriesThatAreTheKeysStayTheKeys() {
    double[][] theta = random(5, 7, 1);
    EmbeddingPair narrowed = new EmbeddingPair(theta, theta).narrowed(3);
    assertClose(narrowed.theta(), narrowed.psi());
  }

  @Test
  void weightsAndBiasesAreRowsAndBack() {
    WeightArray weight = new WeightArray(new long[] {2, 3, 1, 1}, new float[] {1, 2, 3, 4, 5, 6});
    WeightArray bias = new WeightArray(new long[] {2}, new float[] {7, 8});
    double[][] rows = EmbeddingPair.rows(weight, bias);
    assertThat(rows).isDeepEqualTo(new double[][] {{1, 2, 3, 7}, {4, 5, 6, 8}});
    assertThat(EmbeddingPair.weight(rows)).isEqualTo(weight);
    assertThat(EmbeddingPair.bias(rows)).isEqualTo(bias);
  }

  private static double[][] random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return matrix;
  }

  private static double squares(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        sum += Math.pow(a[i][j] - b[i][j], 2);
      }
    }
    return sum;
  }

  private static void assertClose(double[][] found, double[][] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("row %d", i).containsExactly(expected[i], within(1e-6));
    }
  }
}
