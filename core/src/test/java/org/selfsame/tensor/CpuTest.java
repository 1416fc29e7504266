package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"fpu avx512f avx512_bf16 clflushopt", "fpu amx_bf16", "fp asimd bf16 i8mm"})
  void flagsOfBf16AreRecognized(String line) {
    assertThat(Cpu.namesBf16(Cpu.named(line))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fpu sse2 avx2 avx512f", "avx512_bf16x", "ebf16"})
  void otherFlagsAreNot(String line) {
    assertThat(Cpu.namesBf16(Cpu.named(line))).isFalse();
  }

  @Test
  void theFastestPrecisionFollowsTheProcessor() {
    assertThat(Precision.fastest(Device.CPU))
        .isEqualTo(Cpu.multipliesBf16() ? Precision.BF16 : Precision.FP32);
  }
}
