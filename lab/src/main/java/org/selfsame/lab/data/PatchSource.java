package org.selfsame.lab.data;

import java.util.SplittableRandom;

/** Draws pairs of patches: what a network is given, and what it is to make of that. */
public interface PatchSource {
  /**
   * Draws a pair, of samples in [0, 1] before any noise, channel after channel. A network that
   * enlarges has clean patches as much larger.
   *
   * @param random decides all that is random
   * @param input receives all channels that the network is given
   * @param inputOffset where in the input
   * @param clean receives the channels of the image
   * @param cleanOffset where in the clean samples
   */
  void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset);
}
