package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.selfsame.system.LinuxFacts;

class HostMemoryTest {
  private static final long GIB = 1L << 30;

  @Test
  void freeMemoryIsPartOfTheMachines() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    assertThat(Device.CPU.freeBytes()).isPositive().isLessThan(system.getTotalMemorySize());
  }

  @Test
  void javaAndTheBindingCountTheSameMemory() {
    assumeThat(LinuxFacts.value("meminfo", "MemTotal")).as("Linux").isPresent();
    String total = LinuxFacts.value("meminfo", "MemTotal").orElseThrow();
    long bytes = 1024 * Long.parseLong(total.replaceAll("\\D", ""));
    Native.load();
    assertThat(Pointer.totalPhysicalBytes()).isEqualTo(bytes);
  }

  @Test
  void theMachinesMemoryIsNotThatOfAGpu() {
    assertThat(Device.cuda(0).freeBytes()).isEqualTo(4 * GIB);
  }

  @Test
  void memoryLentToFilesIsCountedAsFreeUpToAQuarter() {
    assertThat(HostMemory.atLeastAQuarter(100, 8 * GIB)).isEqualTo(2 * GIB);
    assertThat(HostMemory.atLeastAQuarter(5 * GIB, 8 * GIB)).isEqualTo(5 * GIB);
  }
}
