package org.selfsame.quality;

import java.util.Arrays;

/** The grid of 8x8 pixels that JPEG compression leaves. */
final class JpegGrid {
  private static final int SIDE = 8;

  /** Larger steps are the picture's own. */
  private static final float MOST_STEP = 0.1f;

  private static final double LEAST_EXCESS = 0.05;

  private JpegGrid() {}

  /**
   * Tells whether columns step more at one place in eight, wherever the grid begins: more than at
   * the next place by more than chance. Only what a step is larger than those beside it counts.
   */
  static boolean showsIn(float[] plane, int width, int height) {
    double[] steps = new double[SIDE];
    for (int y = 0; y < height; y++) {
      int row = y * width;
      for (int x = 0; x + 3 < width; x++) {
        float beside = step(plane, row + x) + step(plane, row + x + 2);
        float more = step(plane, row + x + 1) - beside / 2;
        steps[x % SIDE] += Math.max(0, Math.min(MOST_STEP, more));
      }
    }
    Arrays.sort(steps);
    double chance = 3 / Math.sqrt((double) width * height / SIDE);
    return steps[SIDE - 1] > (1 + LEAST_EXCESS + chance) * steps[SIDE - 2];
  }

  private static float step(float[] plane, int i) {
    return Math.abs(plane[i + 1] - plane[i]);
  }
}
