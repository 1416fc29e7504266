package org.selfsame.lab.data;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.network.NetworkConfig;
import org.selfsame.task.PairMaker;
import org.selfsame.task.Task;

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
    return task.pairs(
        noise,
        new PairMaker<PatchSource>() {
          @Override
          public PatchSource ofPatches(PatchDegradation degradation) {
            return new DegradedPatches(degradation, data, size, network.noiseChannel());
          }

          @Override
          public PatchSource ofPairs(int block, PairDegradation degradation) {
            return new PairedPatches(block, degradation, data, size);
          }

          @Override
          public PatchSource ofBlocks(int side, Function<SplittableRandom, Degradation> level) {
            return new BlockPatches(side, level, data, size);
          }

          @Override
          public PatchSource ofReduced(List<Integer> scales) {
            return network.scale() == 1
                ? new UpscaledPatches(scales, data, size)
                : new ReducedPatches(network.scale(), data, size);
          }
        });
  }
}
