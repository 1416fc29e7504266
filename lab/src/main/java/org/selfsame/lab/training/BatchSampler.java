package org.selfsame.lab.training;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.selfsame.lab.data.TrainingData;

/**
 * Draws batches. A batch depends on the seed and the step alone, so that a training that is resumed
 * sees the same ones.
 */
final class BatchSampler {
  private final TrainingConfig config;
  private final TrainingData data;

  BatchSampler(TrainingConfig config, TrainingData data) {
    this.config = config;
    this.data = data;
  }

  Batch sample(long step) {
    SplittableRandom random = new SplittableRandom(config.seed() ^ mix(step + 1));
    int pixels = config.patch() * config.patch();
    int channels = config.network().imageChannels();
    int inputs = config.network().inputChannels();
    float[] clean = new float[config.batch() * channels * pixels];
    float[] input = new float[config.batch() * inputs * pixels];
    for (int i = 0; i < config.batch(); i++) {
      int from = i * channels * pixels;
      int to = i * inputs * pixels;
      data.samplePatch(random, config.patch(), clean, from);
      TrainingConfig.Noise noise = config.noise();
      float sigma =
          (float)
              ((noise.sigmaMin() + random.nextDouble() * (noise.sigmaMax() - noise.sigmaMin()))
                  / 255);
      addNoise(random, sigma, clean, from, input, to, channels * pixels);
      if (config.network().noiseChannel()) {
        Arrays.fill(input, to + channels * pixels, to + inputs * pixels, sigma);
      }
    }
    return new Batch(step, input, clean);
  }

  private static void addNoise(
      SplittableRandom random, float sigma, float[] clean, int from, float[] noisy, int to, int n) {
    for (int i = 0; i < n; i++) {
      noisy[to + i] = clean[from + i] + sigma * (float) random.nextGaussian();
    }
  }

  /** Spreads neighbouring steps over all seeds (the finalizer of SplitMix64). */
  private static long mix(long z) {
    z *= 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
