package org.selfsame.tensor;

import java.util.Random;

/** Repeatable numbers for tests. */
public final class RandomNumbers {
  private RandomNumbers() {}

  /** Returns normally distributed numbers. */
  public static float[] normal(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Returns a tensor of normally distributed numbers on the processor. */
  public static Tensor tensor(long seed, long... shape) {
    int count = 1;
    for (long size : shape) {
      count *= Math.toIntExact(size);
    }
    return Tensor.of(normal(seed, count), Device.CPU, shape);
  }
}
