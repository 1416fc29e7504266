package org.selfsame.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.selfsame.system.PeakMemory.Since;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;

class PeakMemoryTest {
  /**
   * So much that the C library gives it back to the system as soon as it is freed, and that what
   * Java's heap takes or gives back meanwhile is far less than half of it.
   */
  private static final long ELEMENTS = 128 << 20;

  private static long peak(Since since) {
    Optional<PeakMemory> peak = PeakMemory.read(since);
    assumeThat(peak).as("Linux").isPresent();
    assertThat(peak.orElseThrow().since()).isEqualTo(since);
    return peak.orElseThrow().bytes();
  }

  private static void allocate() {
    Tensor.full(1, Precision.FP32, Device.CPU, ELEMENTS).close();
  }

  @Test
  void thePeakIsWhatWasHeldBetweenTheResetAndNow() {
    Since since = PeakMemory.reset();
    long before = peak(since);
    allocate();
    assertThat(peak(since) - before).isGreaterThan(4 * ELEMENTS / 2);
  }

  @Test
  void whatWasHeldBeforeTheResetIsForgotten() {
    allocate();
    long before = peak(Since.START);
    assumeThat(PeakMemory.reset()).isEqualTo(Since.RESET);
    assertThat(peak(Since.RESET)).isLessThan(before - 4 * ELEMENTS / 2);
  }
}
