package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceMemoryExceptionTest {
  @Test
  void aTensorThatNoMachineCanHoldIsToldAsTooLittleMemory() {
    assertThatThrownBy(
            () ->
                DeviceMemoryException.orResult(
                    () -> Tensor.zeros(Precision.FP32, Device.CPU, 1L << 30, 1L << 25)))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessage("there is not enough memory for the tensors")
        .hasCauseInstanceOf(RuntimeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory",
        "DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes.",
        "std::bad_alloc",
        "CUDA out of memory. Tried to allocate 2.00 GiB.",
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"
      })
  void whatLibrariesSayOfMemoryIsUnderstood(String message) {
    RuntimeException failure = new RuntimeException(message);
    assertThat(DeviceMemoryException.isToldBy(failure)).isTrue();
    assertThat(DeviceMemoryException.isToldBy(new IllegalStateException("a step", failure)))
        .isTrue();
  }

  @Test
  void otherFailuresStayWhatTheyAre() {
    IllegalStateException other = new IllegalStateException("shapes do not fit");
    assertThatThrownBy(
            () ->
                DeviceMemoryException.orResult(
                    () -> {
                      throw other;
                    }))
        .isSameAs(other);
    assertThat(DeviceMemoryException.isToldBy(new OutOfMemoryError("Java heap space"))).isFalse();
  }

  @Test
  void theResultOfWorkIsReturned() {
    assertThat(DeviceMemoryException.orResult(() -> 5)).isEqualTo(5);
  }
}
