package org.selfsame.weights;

/** The two 16-bit floating-point formats, to float: NaN stays NaN with its payload. */
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

  static float fromBfloat16(short bfloat) {
    return Float.intBitsToFloat(bfloat << 16);
  }
}
