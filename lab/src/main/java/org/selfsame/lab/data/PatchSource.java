package org.selfsame.lab.data;

import java.util.SplittableRandom;
import org.selfsame.model.Task;

/** Draws pairs of patches: what a network is given, and what it is to make of that. */
public interface PatchSource {
  /**
   * Draws a pair, of samples in [0, 1] before any noise, channel after channel.
   *
   * @param random decides all that is random
   * @param input receives all channels that the network is given
   * @param inputOffset where in the input
   * @param clean receives the channels of the image
   * @param cleanOffset where in the clean samples
   */
  void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset);

  /**
   * Returns the source of a task's patches.
   *
   * @param data what is to be restored
   * @param size side of a patch
   * @param noiseChannel whether the network is told the noise level by a further channel
   * @throws IllegalArgumentException if an image of the data is too small
   */
  static PatchSource of(Task task, TrainingData data, int size, boolean noiseChannel) {
    if (task instanceof Task.Denoise denoise) {
      return new NoisyPatches(denoise, data, size, noiseChannel);
    }
    return new UpscaledPatches((Task.Upscale) task, data, size);
  }
}
