package org.selfsame.restore;

import java.util.function.IntToLongFunction;
import org.selfsame.tensor.Device;

/** Chooses tiles by the memory that is free. */
final class MemoryPlan {
  private MemoryPlan() {}

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
    return budget.isAuto() ? device.freeBytes() / 2 : budget.bytes();
  }
}
