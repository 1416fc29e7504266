package org.selfsame.weights;

import java.nio.ByteBuffer;

/**
 * Where the elements of a tensor are: element {@code (i, j, ...)} is number {@code offset + i *
 * strides[0] + j * strides[1] + ...} of the elements under the storage's key.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PyTorchTensor(PyTorchStorage storage, long offset, long[] shape, long[] strides) {
  /** Returns the product of the shape; it may be far above the storage's length. */
  long elementCount() {
    return WeightArray.elementCount(shape);
  }

  /**
   * Returns whether every element lies within the storage. Strides are expected to be 0 or more.
   *
   * @throws ArithmeticException if an index is above 2^63 - 1
   */
  boolean isWithinStorage() {
    if (elementCount() == 0) {
      return true;
    }
    long last = offset;
    for (int i = 0; i < shape.length; i++) {
      last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
    }
    return storage.begin() <= offset && last < storage.end();
  }

  /**
   * Returns the elements, row-major.
   *
   * @param bytes everything under the storage's key, little-endian
   */
  WeightArray read(ByteBuffer bytes) {
    DataType type = storage.type().dataType().orElseThrow();
    float[] values = new float[Math.toIntExact(elementCount())];
    long[] index = new long[shape.length];
    long position = offset;
    for (int i = 0; i < values.length; i++) {
      bytes.position(Math.toIntExact(position * type.bytes()));
      values[i] = type.get(bytes);
      for (int d = shape.length - 1; d >= 0; d--) {
        position += strides[d];
        if (++index[d] < shape[d]) {
          break;
        }
        position -= strides[d] * shape[d];
        index[d] = 0;
      }
    }
    return new WeightArray(shape, values);
  }
}
