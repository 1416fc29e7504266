package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class GaussianSequenceTest {
  /** Computed from the definitions by another program, in another language. */
  @Test
  void theNumbersOfASeedAndANameNeverChange() {
    assertThat(numbers(0, "01.png", 6))
        .containsExactly(
            0.5232180617520001,
            -0.1508907161028306,
            -0.9363750305017234,
            -0.6065686977660478,
            1.8634882647905875,
            1.4030839526163068);
    assertThat(numbers(-3, "Zoë.tif", 4))
        .containsExactly(
            -0.584342515489867, 1.0459603361232208, 1.012664771233885, -0.7503043847270684);
  }

  @Test
  void theNumbersAreStandardNormal() {
    double[] numbers = numbers(7, "moments", 1_000_000);
    Arrays.sort(numbers);
    assertThat(mean(Arrays.stream(numbers))).isCloseTo(0, within(0.004));
    assertThat(mean(Arrays.stream(numbers).map(x -> x * x))).isCloseTo(1, within(0.006));
    assertThat(mean(Arrays.stream(numbers).map(x -> Math.pow(x, 4)))).isCloseTo(3, within(0.04));
    // Quantiles of the normal distribution: 2.275 % below -2, 84.134 % below 1, 0.135 % above 3.
    assertThat(numbers[22_750]).isCloseTo(-2, within(0.015));
    assertThat(numbers[841_345]).isCloseTo(1, within(0.008));
    assertThat(numbers[998_650]).isCloseTo(3, within(0.05));
  }

  @Test
  void neighborsInTheSequenceAreUncorrelated() {
    double[] numbers = numbers(7, "neighbors", 1_000_000);
    for (int lag = 1; lag <= 4; lag++) {
      double sum = 0;
      for (int i = lag; i < numbers.length; i++) {
        sum += numbers[i] * numbers[i - lag];
      }
      assertThat(sum / numbers.length).as("lag %d", lag).isCloseTo(0, within(0.004));
    }
  }

  @Test
  void closeSeedsAndNamesGiveUncorrelatedNumbers() {
    double[] numbers = numbers(0, "1.png", 100_000);
    assertThat(correlation(numbers, numbers(1, "1.png", 100_000))).isCloseTo(0, within(0.013));
    assertThat(correlation(numbers, numbers(0, "2.png", 100_000))).isCloseTo(0, within(0.013));
    assertThat(correlation(numbers, numbers(0, "png.1", 100_000))).isCloseTo(0, within(0.013));
    // These two have the same String.hashCode.
    assertThat(correlation(numbers(0, "Aa", 100_000), numbers(0, "BB", 100_000)))
        .isCloseTo(0, within(0.013));
  }

  private static double[] numbers(long seed, String name, int count) {
    GaussianSequence sequence = new GaussianSequence(seed, name);
    return DoubleStream.generate(sequence::next).limit(count).toArray();
  }

  private static double mean(DoubleStream numbers) {
    return numbers.average().orElseThrow();
  }

  private static double correlation(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum / a.length;
  }
}
