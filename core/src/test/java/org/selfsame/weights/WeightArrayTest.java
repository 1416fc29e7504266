package org.selfsame.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WeightArrayTest {
  @Test
  void aShapeWithoutDimensionsHoldsOneNumber() {
    assertThat(new WeightArray(new long[0], new float[] {3}).values()).containsExactly(3);
  }

  @Test
  void aShapeMustHoldAsManyValuesAsAreGiven() {
    assertThatThrownBy(() -> new WeightArray(new long[] {2, 3}, new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("5 values for the shape [2, 3]: expected 6");
  }

  @Test
  void negativeDimensionsAreRefusedEvenInPairs() {
    assertThatThrownBy(() -> new WeightArray(new long[] {-2, -3}, new float[6]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
  }

  @Test
  void aProductThatOverflowsToZeroIsRefused() {
    assertThatThrownBy(() -> new WeightArray(new long[] {1L << 32, 1L << 32}, new float[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 2^63 - 1");
  }

  @Test
  void equalityIsOfShapeAndValues() {
    WeightArray row = new WeightArray(new long[] {1, 2}, new float[] {1, Float.NaN});
    assertThat(row)
        .isEqualTo(new WeightArray(new long[] {1, 2}, new float[] {1, Float.NaN}))
        .hasSameHashCodeAs(new WeightArray(new long[] {1, 2}, new float[] {1, Float.NaN}))
        .isNotEqualTo(new WeightArray(new long[] {2, 1}, new float[] {1, Float.NaN}))
        .isNotEqualTo(new WeightArray(new long[] {1, 2}, new float[] {1, 2}));
  }
}
