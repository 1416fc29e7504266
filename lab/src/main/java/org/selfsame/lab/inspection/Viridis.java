package org.selfsame.lab.inspection;

import java.awt.Color;

/**
 * Colors of numbers from 0 to 1: matplotlib's viridis (van der Walt and Smith, 2015), dark blue to
 * yellow, whose lightness rises evenly.
 */
final class Viridis {
  /** Every 16th of its 256 colors, and the last. */
  private static final int[] COLORS = {
    0x440154, 0x48186a, 0x472d7b, 0x424086, 0x3b528b, 0x33638d, 0x2c728e, 0x26828e, 0x21918c,
    0x1fa088, 0x28ae80, 0x3fbc73, 0x5ec962, 0x84d44b, 0xaddc30, 0xd8e219, 0xfde725
  };

  private Viridis() {}

  /** Returns the color of a number, which is clipped to [0, 1]. */
  static Color of(double value) {
    double position = Math.max(0, Math.min(1, value)) * (COLORS.length - 1);
    int index = (int) Math.min(COLORS.length - 2, Math.floor(position));
    double share = position - index;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = COLORS[index] >> shift & 0xff;
      int to = COLORS[index + 1] >> shift & 0xff;
      rgb |= (int) Math.round(from + share * (to - from)) << shift;
    }
    return new Color(rgb);
  }
}
