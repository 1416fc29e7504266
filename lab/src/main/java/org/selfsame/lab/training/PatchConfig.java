package org.selfsame.lab.training;

import org.selfsame.degradation.GaussianNoise;
import org.selfsame.network.Pass;

/**
 * What a step is made of: patches of the images.
 *
 * @param size side in pixels, as the network sees them: a multiple of its fold, or else it would
 *     learn from pixels mirrored beyond the patch
 * @param batch patches of a step
 * @param reach whether a pixel sees its whole patch, as published, or the network's neighborhood as
 *     in restoring: patches may then be larger at no more memory a pixel. An RNAN sees its whole
 *     patch
 * @param noise the form of the noise: {@link GaussianNoise.Form#FLOAT}, or clipped and rounded to 8
 *     bits
 */
public record PatchConfig(int size, int batch, Pass.Reach reach, GaussianNoise.Form noise) {
  /** Checks the numbers. */
  public PatchConfig {
    ConfigYaml.require(size >= 2, "patches.size", size, "at least 2");
    ConfigYaml.require(batch >= 1, "patches.batch", batch, "at least 1");
  }
}
