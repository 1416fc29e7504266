package org.selfsame.lab.data;

import java.util.List;
import java.util.SplittableRandom;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.model.Task;
import org.selfsame.network.NetworkConfig;

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

  /**
   * Returns the source of a task's patches.
   *
   * @param noise of which form noise is
   * @param network that is given the patches
   * @param data what is to be restored
   * @param size side of a patch that the network is given
   * @throws IllegalArgumentException if an image of the data is too small
   */
  static PatchSource of(
      Task task, GaussianNoise.Form noise, NetworkConfig network, TrainingData data, int size) {
    if (task instanceof Task.Denoise denoise) {
      return new NoisyPatches(denoise, noise, data, size, network.noiseChannel());
    }
    if (task instanceof Task.Deblock deblock) {
      return new CompressedPatches(deblock, data, size);
    }
    if (task instanceof Task.Demosaic demosaic) {
      return new MosaicPatches(demosaic.pattern(), data, size);
    }
    return network.scale() == 1
        ? new UpscaledPatches((Task.Upscale) task, data, size)
        : new ReducedPatches(network.scale(), data, size);
  }

  /**
   * Checks that a network can be given a task's patches.
   *
   * @throws IllegalArgumentException if it has other channels or another scale than the task needs
   */
  static void requireFitting(Task task, NetworkConfig network) {
    if (!(task instanceof Task.Denoise) && network.noiseChannel()) {
      throw misfit(task, "a noiseChannel", "none");
    }
    if (task instanceof Task.Upscale upscale && network.scale() > 1) {
      if (!upscale.scales().equals(List.of(network.scale()))) {
        throw misfit(task, "scale " + network.scale(), "a task of that scale alone");
      }
      return;
    }
    if (network.scale() > 1) {
      throw misfit(task, "scale " + network.scale(), "1");
    }
    boolean luma = task instanceof Task.Upscale || task instanceof Task.Deblock;
    if (luma && network.imageChannels() != 1) {
      throw misfit(task, "imageChannels " + network.imageChannels(), "1, as luma is restored");
    }
    if (network.imageChannels() != 1 && network.imageChannels() != 3) {
      throw misfit(task, "imageChannels " + network.imageChannels(), "1 (gray) or 3 (color)");
    }
    if (task instanceof Task.Demosaic && network.imageChannels() != 3) {
      throw misfit(task, "imageChannels " + network.imageChannels(), "3 (red, green and blue)");
    }
  }

  private static IllegalArgumentException misfit(Task task, String found, String expected) {
    return new IllegalArgumentException(
        "network with %s: expected %s where the task is to %s"
            .formatted(found, expected, task.description()));
  }
}
