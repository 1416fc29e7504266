package org.selfsame;

import java.util.OptionalDouble;
import org.selfsame.image.Image;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.task.NoiseRange;

/**
 * The noise level that a model is told for a picture. Levels are standard deviations of samples 0
 * to 255.
 *
 * @param noise the noise in the picture, given or estimated
 * @param estimated whether it was estimated
 * @param told the level that the model is told: the noise times the strength, or the nearest level
 *     that it knows
 */
public record NoiseTold(double noise, boolean estimated, double told) {
  /**
   * @param range the levels that the model knows; if it is a single level, that is taken as the
   *     noise
   * @param sigma the given level, if any
   */
  static NoiseTold of(Image noisy, NoiseRange range, OptionalDouble sigma, double strength) {
    boolean estimated = sigma.isEmpty() && range.lowest() < range.highest();
    double noise = estimated ? NoiseLevel.estimate(noisy) : sigma.orElse(range.lowest());
    return new NoiseTold(noise, estimated, range.nearest(noise * strength));
  }
}
