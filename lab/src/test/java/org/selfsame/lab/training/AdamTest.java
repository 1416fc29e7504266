package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

class AdamTest {
  private static final int SIZE = 50;

  @Test
  void stepsAreThoseOfThePaper() {
    Random random = new Random(1);
    double[] weights = random.doubles(SIZE, -1, 1).toArray();
    double[] mean = new double[SIZE];
    double[] variance = new double[SIZE];
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor tensor = tensor(weights);
      Tensor gradient = tensor(new double[SIZE]);
      try (Adam adam = new Adam(tensor, gradient)) {
        for (int step = 0; step < 60; step++) {
          double[] g = random.doubles(SIZE, -2, 2).toArray();
          g[0] = 0; // a weight that nothing pulls at stays
          double rate = 0.01 / (1 + step);
          gradient.copyInPlace(tensor(g));
          adam.step(step, rate);
          for (int i = 0; i < SIZE; i++) {
            mean[i] = 0.9 * mean[i] + 0.1 * g[i];
            variance[i] = 0.999 * variance[i] + 0.001 * g[i] * g[i];
            double correctedMean = mean[i] / (1 - Math.pow(0.9, step + 1));
            double correctedVariance = variance[i] / (1 - Math.pow(0.999, step + 1));
            weights[i] -= rate * correctedMean / (Math.sqrt(correctedVariance) + 1e-8);
          }
        }
        assertClose(tensor, weights, 1e-6);
        assertClose(adam.mean(), mean, 1e-6);
        assertClose(adam.variance(), variance, 1e-6);
      }
    }
  }

  @Test
  void theFirstStepIsAsLongAsTheLearningRateWhateverTheGradient() {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor weights = tensor(1, 1, 1);
      try (Adam adam = new Adam(weights, tensor(1e-4, -3, 500))) {
        adam.step(0, 0.25);
      }
      assertClose(weights, new double[] {0.75, 1.25, 0.75}, 1e-4);
    }
  }

  @Test
  void aLongGradientIsShortenedToTheNorm() {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor gradient = tensor(3, -4);
      try (Adam adam = new Adam(tensor(0, 0), gradient)) {
        assertThat(adam.clip(0.5)).isCloseTo(5, within(1e-6));
      }
      assertClose(gradient, new double[] {0.3, -0.4}, 1e-7);
    }
  }

  @Test
  void aShortGradientStaysAsItIs() {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor gradient = tensor(3, -4);
      try (Adam adam = new Adam(tensor(0, 0), gradient)) {
        assertThat(adam.clip(5.1)).isCloseTo(5, within(1e-6));
      }
      assertThat(gradient.toFloats()).containsExactly(3, -4);
    }
  }

  @Test
  void noNormClipsNothing() {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor gradient = tensor(300, -400);
      try (Adam adam = new Adam(tensor(0, 0), gradient)) {
        assertThat(adam.clip(0)).isCloseTo(500, within(1e-3));
      }
      assertThat(gradient.toFloats()).containsExactly(300, -400);
    }
  }

  private static Tensor tensor(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor.of(floats, Device.CPU, floats.length);
  }

  private static void assertClose(Tensor found, double[] expected, double tolerance) {
    float[] values = found.toFloats();
    assertThat(values).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) values[i]).isCloseTo(expected[i], within(tolerance));
    }
  }
}
