package org.selfsame.weights;

/**
 * The two 16-bit floating-point formats, to and from float. Conversion to 16 bits rounds to
 * nearest, ties to even; NaN stays NaN with the upper bits of its payload.
 */
final class HalfPrecision {
  private static final int FLOAT_INFINITY = 0x7f80_0000;

  private HalfPrecision() {}

  static float fromFloat16(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    // The bias is 15 in half and 127 in single precision.
    int floatExponent = exponent == 0x1f ? FLOAT_INFINITY : (exponent + 112) << 23;
    return Float.intBitsToFloat(sign | floatExponent | mantissa << 13);
  }

  static short toFloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fff_ffff;
    int half;
    if (magnitude > FLOAT_INFINITY) {
      int payload = (magnitude >>> 13) & 0x3ff;
      half = 0x7c00 | (payload == 0 ? 0x200 : payload);
    } else if (magnitude >= 0x477f_f000) { // 65520, midway between the largest half and 2^16
      half = 0x7c00;
    } else if (magnitude < 0x3880_0000) { // 2^-14, the smallest normal half: multiples of 2^-24
      half = (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24f);
    } else {
      half = roundShift(magnitude - (112 << 23), 13);
    }
    return (short) (sign | half);
  }

  static float fromBfloat16(short bfloat) {
    return Float.intBitsToFloat(bfloat << 16);
  }

  static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fff_ffff;
    int bfloat;
    if (magnitude > FLOAT_INFINITY) {
      int payload = (magnitude >>> 16) & 0x7f;
      bfloat = 0x7f80 | (payload == 0 ? 0x40 : payload);
    } else {
      bfloat = roundShift(magnitude, 16);
    }
    return (short) (sign | bfloat);
  }

  /** Returns magnitude / 2^shift, rounded to nearest, ties to even. */
  private static int roundShift(int magnitude, int shift) {
    int odd = (magnitude >>> shift) & 1;
    return (magnitude + (1 << (shift - 1)) - 1 + odd) >>> shift;
  }
}
