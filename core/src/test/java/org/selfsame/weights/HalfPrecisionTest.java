package org.selfsame.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntFunction;
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

  @Test
  void everyFloat16ComesBackBitForBit() {
    for (int half = 0; half <= 0xffff; half++) {
      assertThat(HalfPrecision.toFloat16(HalfPrecision.fromFloat16((short) half)))
          .as("%04x", half)
          .isEqualTo((short) half);
    }
  }

  @Test
  void everyBfloat16ComesBackBitForBit() {
    for (int bfloat = 0; bfloat <= 0xffff; bfloat++) {
      assertThat(HalfPrecision.toBfloat16(HalfPrecision.fromBfloat16((short) bfloat)))
          .as("%04x", bfloat)
          .isEqualTo((short) bfloat);
    }
  }

  @Test
  void floatsRoundToTheNearestFloat16AndTiesToEven() {
    checkRounding(bits -> value(bits, 10, 15), HalfPrecision::toFloat16, 0x7c00);
  }

  @Test
  void floatsRoundToTheNearestBfloat16AndTiesToEven() {
    checkRounding(bits -> value(bits, 7, 127), HalfPrecision::toBfloat16, 0x7f80);
  }

  @Test
  void notANumberNeverTurnsIntoInfinity() {
    for (int bits : new int[] {0x7f80_0001, 0xff80_0001, 0x7fc0_0000, 0x7fff_ffff}) {
      float nan = Float.intBitsToFloat(bits);
      assertThat(HalfPrecision.fromFloat16(HalfPrecision.toFloat16(nan))).isNaN();
      assertThat(HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(nan))).isNaN();
    }
  }

  /** Tries, for all neighbors, the midpoint and the floats on both sides of it, in both signs. */
  private static void checkRounding(
      DoubleUnaryOperator valueOf, ToIntFunction<Float> round, int infinity) {
    for (int low = 0; low < infinity; low++) {
      int high = low + 1;
      double below = valueOf.applyAsDouble(low);
      // Infinity stands where the next number of the format would be.
      double above =
          high == infinity
              ? 2 * below - valueOf.applyAsDouble(low - 1)
              : valueOf.applyAsDouble(high);
      float middle = (float) ((below + above) / 2);
      int even = low % 2 == 0 ? low : high;
      for (int sign : new int[] {0, 0x8000}) {
        float factor = sign == 0 ? 1 : -1;
        assertThat(round.applyAsInt(factor * middle) & 0xffff)
            .as("middle of %04x and the next", low)
            .isEqualTo(sign | even);
        assertThat(round.applyAsInt(factor * Math.nextDown(middle)) & 0xffff)
            .as("below the middle of %04x and the next", low)
            .isEqualTo(sign | low);
        assertThat(round.applyAsInt(factor * Math.nextUp(middle)) & 0xffff)
            .as("above the middle of %04x and the next", low)
            .isEqualTo(sign | high);
      }
    }
  }

  /** The definition of an IEEE number of 16 bits, in doubles. */
  private static double value(double bits, int mantissaBits, int bias) {
    int half = (int) bits;
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
