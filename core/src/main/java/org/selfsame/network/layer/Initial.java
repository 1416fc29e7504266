package org.selfsame.network.layer;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What a weight holds before training. */
@FunctionalInterface
public interface Initial {
  /** Zeros. */
  Initial ZERO = (shape, random) -> new float[count(shape)];

  /** Ones. */
  Initial ONE =
      (shape, random) -> {
        float[] values = new float[count(shape)];
        Arrays.fill(values, 1);
        return values;
      };

  /**
   * Uniform, with variance 2 / (fan in + fan out) (Glorot and Bengio 2010), for {@code [out, in,
   * height, width]}.
   */
  Initial XAVIER =
      (shape, random) ->
          uniform(shape, 6.0 / ((shape[0] + shape[1]) * shape[2] * shape[3]), random);

  /** Uniform, with variance 1 / (3 fan in), PyTorch's default for convolutions. */
  Initial FAN_IN =
      (shape, random) -> uniform(shape, 1.0 / (shape[1] * shape[2] * shape[3]), random);

  /** Returns the numbers for a shape; draws only those that it needs. */
  float[] values(long[] shape, SplittableRandom random);

  /** Returns given numbers. */
  static Initial of(float... values) {
    return (shape, random) -> values.clone();
  }

  private static float[] uniform(long[] shape, double square, SplittableRandom random) {
    double bound = Math.sqrt(square);
    float[] values = new float[count(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return values;
  }

  private static int count(long[] shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }
}
