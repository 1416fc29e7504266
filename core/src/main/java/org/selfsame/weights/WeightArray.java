package org.selfsame.weights;

import java.util.Arrays;

/**
 * An array of numbers with a shape, row-major: the last index runs fastest. A shape without
 * dimensions is one number.
 *
 * <p>The arrays are kept and handed out without copying; whoever changes them changes the weights.
 * Two weight arrays are equal when shapes and values are.
 *
 * @param shape the length of each dimension, 0 or more
 * @param values as many values as the product of the shape
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, sharing is documented
public record WeightArray(long[] shape, float[] values) {
  /**
   * @throws IllegalArgumentException if a dimension is negative, or the shape does not hold as many
   *     values as are given
   */
  public WeightArray {
    if (elementCount(shape) != values.length) {
      throw new IllegalArgumentException(
          "%d values for the shape %s: expected %d"
              .formatted(values.length, Arrays.toString(shape), elementCount(shape)));
    }
  }

  /**
   * Returns the product of the dimensions.
   *
   * @throws IllegalArgumentException if a dimension is negative or the product is above 2^63 - 1
   */
  static long elementCount(long[] shape) {
    long count = 1;
    for (long length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException(
            "the shape %s has a negative dimension".formatted(Arrays.toString(shape)));
      }
      try {
        count = Math.multiplyExact(count, length);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "the shape %s has more than 2^63 - 1 elements".formatted(Arrays.toString(shape)), e);
      }
    }
    return count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WeightArray that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "WeightArray" + Arrays.toString(shape);
  }
}
