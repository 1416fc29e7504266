package org.selfsame.lab.training;

import java.util.SplittableRandom;
import org.selfsame.lab.data.PatchSource;
import org.selfsame.lab.data.PatchSources;
import org.selfsame.lab.data.TrainingData;

/**
 * Draws batches. A batch depends only on the seed and the step, so that a resumed training sees the
 * same ones.
 */
final class BatchSampler {
  private final TrainingConfig config;
  private final PatchSource patches;

  BatchSampler(TrainingConfig config, TrainingData data) {
    this.config = config;
    patches =
        config
            .task()
            .pairs(
                config.patches().noise(),
                new PatchSources(config.network(), data, config.patches().size()));
  }

  Batch sample(long step) {
    SplittableRandom random = new SplittableRandom(config.seed() ^ mix(step + 1));
    int pixels = config.patches().size() * config.patches().size();
    int restored = config.restoredPatch() * config.restoredPatch();
    int cleanSamples = config.network().imageChannels() * restored;
    int inputSamples = config.network().inputChannels() * pixels;
    float[] clean = new float[config.patches().batch() * cleanSamples];
    float[] input = new float[config.patches().batch() * inputSamples];
    for (int i = 0; i < config.patches().batch(); i++) {
      patches.draw(random, input, i * inputSamples, clean, i * cleanSamples);
    }
    return new Batch(step, input, clean);
  }

  /** Spreads neighboring steps over all seeds (the finalizer of SplitMix64). */
  private static long mix(long z) {
    z *= 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
