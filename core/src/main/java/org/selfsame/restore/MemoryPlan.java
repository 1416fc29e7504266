package org.selfsame.restore;

import java.lang.management.ManagementFactory;
import org.selfsame.network.Network;
import org.selfsame.tensor.Precision;

/** Chooses tiles by the memory that is free. */
final class MemoryPlan {
  /** Beyond this a larger tile saves next to nothing of the overlap's work. */
  private static final int LARGEST_SIDE = 2048;

  private MemoryPlan() {}

  /** Returns the side of the largest tile that takes half of the free memory. */
  static int tileSide(Network network, Precision precision) {
    long pixels = freeBytes() / 2 / network.workingBytesPerPixel(precision);
    int side = (int) Math.min(LARGEST_SIDE, Math.sqrt((double) pixels));
    return Math.max(Tiling.SMALLEST, side);
  }

  private static long freeBytes() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getFreeMemorySize();
  }
}
