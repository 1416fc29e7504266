package org.selfsame.restore;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import org.selfsame.tensor.Device;

/** Chooses tiles by the memory that is free. */
final class MemoryPlan {
  /** What is taken to be free of a GPU, whose memory libtorch's binding does not tell: 4 GiB. */
  private static final long CUDA_BYTES = 4L << 30;

  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private MemoryPlan() {}

  /**
   * Returns the side of the largest tile that a network can work on in so much memory.
   *
   * @param bytesPerPixel that the network takes
   * @param smallest side that is returned
   * @param largest side that is returned, unless the smallest is larger
   */
  static int tileSide(long bytes, long bytesPerPixel, int smallest, int largest) {
    double pixels = (double) bytes / bytesPerPixel;
    return (int) Math.max(smallest, Math.min(largest, Math.sqrt(pixels)));
  }

  /**
   * Returns the side of the largest tile that a network can work on in so much memory.
   *
   * @param bytesOfSide that the network takes for a tile of a side: more the larger it is
   * @param smallest side that is returned
   * @param largest side that is returned, unless the smallest is larger
   */
  static int tileSide(long bytes, IntToLongFunction bytesOfSide, int smallest, int largest) {
    int fitting = smallest;
    int beyond = Math.max(smallest, largest) + 1;
    while (beyond - fitting > 1) {
      int middle = (fitting + beyond) >>> 1;
      if (bytesOfSide.applyAsLong(middle) <= bytes) {
        fitting = middle;
      } else {
        beyond = middle;
      }
    }
    return fitting;
  }

  /** Returns how many bytes a budget is on a device at present. */
  static long bytes(MemoryBudget budget, Device device) {
    return budget.isAuto() ? freeBytes(device) / 2 : budget.bytes();
  }

  /** Returns how much of a device's memory programs can still be given. */
  static long freeBytes(Device device) {
    return device.isCuda() ? CUDA_BYTES : freeHostBytes();
  }

  private static long freeHostBytes() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    OptionalLong total = linuxBytes("MemTotal:");
    OptionalLong available = linuxBytes("MemAvailable:");
    // Java counts what Linux only borrows for files as used; but it alone knows of a container's
    // limit, by which its total is lower then.
    boolean limited = total.isEmpty() || system.getTotalMemorySize() < total.getAsLong();
    return limited || available.isEmpty()
        ? atLeastAQuarter(system.getFreeMemorySize(), system.getTotalMemorySize())
        : available.getAsLong();
  }

  /** Free memory without what is only borrowed for files can be next to nothing at any time. */
  static long atLeastAQuarter(long free, long total) {
    return Math.max(free, total / 4);
  }

  /** Reads a line such as {@code MemTotal: 16384 kB}; empty on other systems. */
  private static OptionalLong linuxBytes(String key) {
    if (!Files.isReadable(MEMINFO)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(MEMINFO).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
