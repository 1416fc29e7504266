package org.selfsame.weights;

import java.nio.ByteBuffer;

/** How a weight file stores a number, little-endian; in memory it is always a float. */
public enum DataType {
  /** IEEE 754 double precision; narrowed to the nearest float when read. */
  F64(8) {
    @Override
    float get(ByteBuffer bytes) {
      return (float) bytes.getDouble();
    }

    @Override
    void put(ByteBuffer bytes, float value) {
      bytes.putDouble(value);
    }
  },
  /** IEEE 754 single precision: the exact value. */
  F32(4) {
    @Override
    float get(ByteBuffer bytes) {
      return bytes.getFloat();
    }

    @Override
    void put(ByteBuffer bytes, float value) {
      bytes.putFloat(value);
    }
  },
  /** IEEE 754 half precision: 11 significant bits, up to 65504; larger values become infinite. */
  F16(2) {
    @Override
    float get(ByteBuffer bytes) {
      return HalfPrecision.fromFloat16(bytes.getShort());
    }

    @Override
    void put(ByteBuffer bytes, float value) {
      bytes.putShort(HalfPrecision.toFloat16(value));
    }
  },
  /** The upper half of a single-precision number: 8 significant bits, the range of a float. */
  BF16(2) {
    @Override
    float get(ByteBuffer bytes) {
      return HalfPrecision.fromBfloat16(bytes.getShort());
    }

    @Override
    void put(ByteBuffer bytes, float value) {
      bytes.putShort(HalfPrecision.toBfloat16(value));
    }
  };

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one number in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Reads the next number of a little-endian buffer. */
  abstract float get(ByteBuffer bytes);

  /** Appends a number, rounded to the nearest (ties to even), to a little-endian buffer. */
  abstract void put(ByteBuffer bytes, float value);
}
