package org.selfsame.network.layer;

import java.util.Arrays;

/**
 * A tensor that a layer declares.
 *
 * @param name its name in weight files
 * @param trained whether gradients flow to it; others are measured or constant
 * @param initial what it holds before training
 * @param unit the factor of its numbers in files; a power of 2, so that nothing is rounded
 * @param exact whether it stays in fp32, unrounded, even in a pass of lower precision
 * @param shape its shape, as in PyTorch
 */
@SuppressWarnings("ArrayRecordComponent")
public record Weight(
    String name, boolean trained, Initial initial, float unit, boolean exact, long[] shape) {
  /** Makes a weight whose numbers are the same in files. */
  public Weight(String name, boolean trained, Initial initial, long... shape) {
    this(name, trained, initial, 1, false, shape);
  }

  /** Returns this with other units in files. */
  public Weight inUnitsOf(double other) {
    return new Weight(name, trained, initial, (float) other, exact, shape);
  }

  /** Returns this, but never rounded. */
  public Weight exactly() {
    return new Weight(name, trained, initial, unit, true, shape);
  }

  /** Returns how many numbers it has. */
  public int elements() {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }

  /** Converts a file's numbers to those that the network computes with. */
  public float[] fromFile(float[] values) {
    return scaled(values, 1 / unit);
  }

  /** Undoes {@link #fromFile}. */
  public float[] toFile(float[] values) {
    return scaled(values, unit);
  }

  private static float[] scaled(float[] values, float factor) {
    float[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= factor;
    }
    return result;
  }
}
