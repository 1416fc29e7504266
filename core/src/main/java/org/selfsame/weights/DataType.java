package org.selfsame.weights;

import java.nio.ByteBuffer;

/** How a weight file stores a number, little-endian; in memory it is always a float. */
public enum DataType {
  /** IEEE 754 double precision; narrowed to the nearest float when read. */
  F64(8),
  /** IEEE 754 single precision: the exact value. */
  F32(4),
  /** IEEE 754 half precision: 11 significant bits, up to 65504. */
  F16(2),
  /** The upper half of a single-precision number: 8 significant bits, the range of a float. */
  BF16(2);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one number in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Reads the next number of a little-endian buffer. */
  float get(ByteBuffer buffer) {
    return switch (this) {
      case F64 -> (float) buffer.getDouble();
      case F32 -> buffer.getFloat();
      case F16 -> HalfPrecision.fromFloat16(buffer.getShort());
      case BF16 -> HalfPrecision.fromBfloat16(buffer.getShort());
    };
  }
}
