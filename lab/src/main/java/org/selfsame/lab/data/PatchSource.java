package org.selfsame.lab.data;

import java.util.SplittableRandom;

/** Draws pairs of patches: the input of a network, and the result it should give. */
public interface PatchSource {
  /**
   * Draws a pair, with samples in [0, 1] before any noise, channel after channel. For a network
   * that enlarges, clean patches are larger by its scale.
   *
   * @param random the source of all randomness
   * @param input receives all channels of the network's input
   * @param inputOffset where the pair begins in the input
   * @param clean receives the channels of the clean image
   * @param cleanOffset where the pair begins in the clean samples
   */
  void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset);
}
