package org.selfsame.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfPrecisionTest {
  @Test
  void everyFloat16DecodesToTheValueOfItsFields() {
    for (int half = 0; half <= 0xffff; half++) {
      float decoded = HalfPrecision.fromFloat16((short) half);
      assertThat(Float.floatToIntBits(decoded))
          .as("%04x", half)
          .isEqualTo(Float.floatToIntBits((float) value(half, 10, 15)));
    }
  }

  @Test
  void everyBfloat16DecodesToTheValueOfItsFields() {
    for (int bfloat = 0; bfloat <= 0xffff; bfloat++) {
      float decoded = HalfPrecision.fromBfloat16((short) bfloat);
      assertThat(Float.floatToIntBits(decoded))
          .as("%04x", bfloat)
          .isEqualTo(Float.floatToIntBits((float) value(bfloat, 7, 127)));
    }
  }

  /** The definition of an IEEE number of 16 bits, in doubles. */
  private static double value(int half, int mantissaBits, int bias) {
    double sign = half >= 0x8000 ? -1 : 1;
    int magnitude = half % 0x8000;
    int scale = 1 << mantissaBits;
    int exponent = magnitude / scale;
    double fraction = (double) (magnitude % scale) / scale;
    if (exponent == 2 * bias + 1) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * fraction * Math.pow(2, 1 - bias)
        : sign * (1 + fraction) * Math.pow(2, exponent - bias);
  }
}
