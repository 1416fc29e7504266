package org.selfsame;

import java.util.Optional;
import java.util.OptionalDouble;
import org.selfsame.image.Picture;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.task.NoiseRange;

/**
 * The noise level that a model is told for a picture. Levels are standard deviations of samples 0
 * to 255.
 *
 * @param noise the noise in the picture, given or estimated
 * @param estimate the estimate that it was taken from; empty if it was given
 * @param told the level that the model is told: the noise times the strength, or the nearest level
 *     that it knows
 */
public record NoiseTold(double noise, Optional<NoiseLevel> estimate, double told) {
  /**
   * @param range the levels that the model knows; if it is a single level, that is taken as the
   *     noise
   * @param sigma the given level, if any
   */
  static NoiseTold of(Picture noisy, NoiseRange range, OptionalDouble sigma, double strength) {
    Optional<NoiseLevel> estimate =
        sigma.isEmpty() && range.lowest() < range.highest()
            ? Optional.of(NoiseLevel.of(noisy))
            : Optional.empty();
    double noise = estimate.map(NoiseLevel::sigma).orElse(sigma.orElse(range.lowest()));
    return new NoiseTold(noise, estimate, range.nearest(noise * strength));
  }

  /** Returns whether the noise was estimated. */
  public boolean estimated() {
    return estimate.isPresent();
  }
}
