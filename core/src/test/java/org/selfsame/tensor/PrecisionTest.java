package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {
  @Test
  void namesOfPrecisionsAreReadInAnyCase() {
    assertThat(Precision.parse("fp32")).isEqualTo(Precision.FP32);
    assertThat(Precision.parse("BF16")).isEqualTo(Precision.BF16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fp64", "fp16", "float", "bf16 "})
  void otherTextIsRefusedWithWhatIsExpected(String text) {
    assertThatThrownBy(() -> Precision.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("precision '" + text + "': expected fp32 or bf16");
  }

  @ParameterizedTest
  @EnumSource
  void aTensorTellsItsPrecision(Precision precision) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor zeros = Tensor.zeros(precision, Device.CPU, 2, 3);
      assertThat(zeros.precision()).isEqualTo(precision);
      assertThat((long) precision.bytes()).isEqualTo(zeros.handle.element_size());
      assertThat(RandomNumbers.tensor(1, 3).to(precision)).hasToString("Tensor[3] " + precision);
    }
  }

  @Test
  void bf16IsTheUpperHalfOfAFloatRoundedToNearest() {
    float[] values = RandomNumbers.normal(2, 1000);
    values[0] = Float.intBitsToFloat(0x3F808000); // halfway between two: the even one is below
    values[1] = Float.intBitsToFloat(0x3F818000); // and here above
    float[] expected = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int bits = Float.floatToRawIntBits(values[i]);
      int rounded = bits + 0x7FFF + (bits >> 16 & 1);
      expected[i] = Float.intBitsToFloat(rounded & 0xFFFF0000);
    }
    try (TensorScope scope = TensorScope.open()) {
      assertThat(Tensor.of(values, Device.CPU, 1000).to(Precision.BF16).toFloats())
          .containsExactly(expected);
    }
  }

  @Test
  void fp64HoldsWhatFp32CannotAndRoundsBack() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor third = Tensor.full(1, Precision.FP64, Device.CPU, 1).mul(1 / 3.0);
      assertThat(third.item()).isEqualTo(1 / 3.0);
      assertThat(third.to(Precision.FP32).item()).isEqualTo((float) (1 / 3.0));
      assertThat(third.toFloats()).containsExactly((float) (1 / 3.0));
    }
  }

  @Test
  void theSamePrecisionIsTheSameTensor() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor tensor = RandomNumbers.tensor(1, 3);
      assertThat(tensor.to(Precision.FP32)).isSameAs(tensor);
      assertThat(tensor.to(Precision.BF16)).isNotSameAs(tensor);
    }
  }
}
