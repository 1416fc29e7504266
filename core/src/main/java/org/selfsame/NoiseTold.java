package org.selfsame;

import java.util.Optional;
import java.util.OptionalDouble;
import org.selfsame.image.Picture;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.task.NoiseRange;

/**
 * What a model is told of the noise in a picture; standard deviations of samples 0 to 255.
 *
 * @param noise that there is, as given or estimated
 * @param estimate that it is taken from, if it was not given
 * @param told to the model: the noise times the strength, or the nearest level that it knows
 */
public record NoiseTold(double noise, Optional<NoiseLevel> estimate, double told) {
  /**
   * @param range of levels that the model knows; of one level alone, that is the noise
   * @param sigma the level that was given, if any was
   */
  static NoiseTold of(Picture noisy, NoiseRange range, OptionalDouble sigma, double strength) {
    Optional<NoiseLevel> estimate =
        sigma.isEmpty() && range.lowest() < range.highest()
            ? Optional.of(NoiseLevel.of(noisy.image(), noisy.alpha()))
            : Optional.empty();
    double noise = estimate.map(NoiseLevel::sigma).orElse(sigma.orElse(range.lowest()));
    return new NoiseTold(noise, estimate, range.nearest(noise * strength));
  }

  /** Returns whether the noise was estimated. */
  public boolean estimated() {
    return estimate.isPresent();
  }
}
