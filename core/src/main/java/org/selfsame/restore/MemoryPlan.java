package org.selfsame.restore;

import java.util.function.IntToLongFunction;
import org.selfsame.tensor.Device;

/** Chooses the size of tiles by the free memory. */
final class MemoryPlan {
  private MemoryPlan() {}

  /**
   * Returns the side of the largest tile that a network can process in the given memory.
   *
   * @param bytesPerPixel the network's working memory per pixel
   * @param smallest the smallest side to return
   * @param largest the largest side to return, unless the smallest is larger
   */
  static int tileSide(long bytes, long bytesPerPixel, int smallest, int largest) {
    double pixels = (double) bytes / bytesPerPixel;
    return (int) Math.max(smallest, Math.min(largest, Math.sqrt(pixels)));
  }

  /**
   * Returns the side of the largest tile that a network can process in the given memory.
   *
   * @param bytesOfSide the network's working memory for a tile of a given side; grows with the side
   * @param smallest the smallest side to return
   * @param largest the largest side to return, unless the smallest is larger
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

  /** Returns a budget in bytes, given what is free on a device now. */
  static long bytes(MemoryBudget budget, Device device) {
    return budget.isAuto() ? device.freeBytes() / 2 : budget.bytes();
  }
}
