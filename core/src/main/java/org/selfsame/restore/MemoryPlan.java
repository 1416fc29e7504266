package org.selfsame.restore;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Chooses tiles by the memory that is free. */
final class MemoryPlan {
  /** Beyond this a larger tile saves next to nothing of the overlap's work. */
  static final int LARGEST_SIDE = 2048;

  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private MemoryPlan() {}

  /**
   * Returns the side of the largest tile that takes half of the memory.
   *
   * @param bytesPerPixel that the network takes
   */
  static int tileSide(long freeBytes, long bytesPerPixel) {
    double pixels = freeBytes / 2.0 / bytesPerPixel;
    return (int) Math.max(Tiling.SMALLEST, Math.min(LARGEST_SIDE, Math.sqrt(pixels)));
  }

  /** Returns how much memory programs can still be given. */
  static long freeBytes() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    OptionalLong total = linuxBytes("MemTotal:");
    OptionalLong available = linuxBytes("MemAvailable:");
    // Java counts what Linux only borrows for files as used; but it alone knows of a container's
    // limit, by which its total is lower then.
    boolean limited = total.isEmpty() || system.getTotalMemorySize() < total.getAsLong();
    return limited || available.isEmpty() ? system.getFreeMemorySize() : available.getAsLong();
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
