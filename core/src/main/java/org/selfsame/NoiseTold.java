package org.selfsame;

import java.util.OptionalDouble;
import org.selfsame.image.Image;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.task.NoiseRange;

/**
 * What a model is told of the noise in a picture; standard deviations of samples 0 to 255.
 *
 * @param noise that there is, as given or estimated
 * @param estimated whether it was estimated
 * @param told to the model: the noise times the strength, or the nearest level that it knows
 */
public record NoiseTold(double noise, boolean estimated, double told) {
  /**
   * @param range of levels that the model knows; of one level alone, that is the noise
   * @param sigma the level that was given, if any was
   */
  static NoiseTold of(Image noisy, NoiseRange range, OptionalDouble sigma, double strength) {
    boolean estimated = sigma.isEmpty() && range.lowest() < range.highest();
    double noise = estimated ? NoiseLevel.estimate(noisy) : sigma.orElse(range.lowest());
    return new NoiseTold(noise, estimated, range.nearest(noise * strength));
  }
}
