package org.selfsame.network;

/** The range of numbers in a config. */
final class Bounds {
  /** No real network needs more; a file that asks for more would exhaust memory. */
  private static final int LARGEST = 4096;

  private Bounds() {}

  static void require(int least, int value, String name) {
    require(least, value, LARGEST, name);
  }

  static void require(int least, int value, int most, String name) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s %d: expected %d to %d".formatted(name, value, least, most));
    }
  }
}
