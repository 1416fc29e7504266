package org.selfsame.lab.data;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.selfsame.degradation.Degradation;
import org.selfsame.network.NetworkConfig;
import org.selfsame.task.PairMaker;

/**
 * Makes the source of a task's patches: {@code task.pairs(noise, new PatchSources(network, data,
 * 45))}, which throws an {@link IllegalArgumentException} if an image of the data is too small.
 *
 * @param network is given the patches
 * @param data what the network learns to restore
 * @param size side of a patch that the network is given
 */
public record PatchSources(NetworkConfig network, TrainingData data, int size)
    implements PairMaker<PatchSource> {
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
}
