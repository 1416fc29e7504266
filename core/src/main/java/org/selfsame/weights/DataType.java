package org.selfsame.weights;

import java.nio.ByteBuffer;

/** How a weight file stores a number, little-endian; in memory it is always a float. */
public enum DataType {
  /** IEEE 754 double precision; narrowed to the nearest float when read. */
  F64(8),
  /** IEEE 754 single precision: the exact value. */
  F32(4),
  /** IEEE 754 half precision: 11 significant bits, up to 65504; larger values become infinite. */
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

  /** Appends a number, rounded to the nearest (ties to even), to a little-endian buffer. */
  void put(ByteBuffer buffer, float value) {
    switch (this) {
      case F64 -> buffer.putDouble(value);
      case F32 -> buffer.putFloat(value);
      case F16 -> buffer.putShort(HalfPrecision.toFloat16(value));
      case BF16 -> buffer.putShort(HalfPrecision.toBfloat16(value));
    }
  }
}
