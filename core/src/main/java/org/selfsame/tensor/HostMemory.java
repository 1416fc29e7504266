package org.selfsame.tensor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/** The machine's memory. */
final class HostMemory {
  private HostMemory() {}

  /** Returns how many bytes are available. */
  static long freeBytes() {
    Native.load();
    var java = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long total = java.getTotalMemorySize();
    if (total < Pointer.totalPhysicalBytes()) {
      // A container, whose limit Java alone knows.
      return atLeastAQuarter(java.getFreeMemorySize(), total);
    }
    long free = Pointer.availablePhysicalBytes();
    // Only macOS counts the file cache as used.
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    return mac ? atLeastAQuarter(free, total) : free;
  }

  /** Free memory that leaves out the file cache can be next to nothing at any time. */
  static long atLeastAQuarter(long free, long total) {
    return Math.max(free, total / 4);
  }
}
