package org.selfsame.job;

import org.selfsame.task.NoiseRange;

/**
 * The noise levels that a model or method can be told.
 *
 * @param name of the model or method, for error messages
 * @param lowest standard deviation of samples from 0 to 255
 * @param highest the same, if the model was trained on one level
 */
public record SigmaRange(String name, double lowest, double highest) {
  /** Returns the levels that a model or method knows. */
  public static SigmaRange of(String name, NoiseRange range) {
    return new SigmaRange(name, range.lowest(), range.highest());
  }

  /** Returns the levels that both ranges have, under this range's name. */
  public SigmaRange common(SigmaRange other) {
    return new SigmaRange(name, Math.max(lowest, other.lowest), Math.min(highest, other.highest));
  }

  /** Returns whether there is only one level. */
  public boolean isOneLevel() {
    return lowest == highest;
  }

  /**
   * Checks a level that was asked for.
   *
   * @param otherwise what else the user could give, or nothing
   * @throws IllegalArgumentException if it is outside this range, or not above 0
   */
  public void require(double sigma, String otherwise) {
    if (!(sigma > 0 && sigma >= lowest && sigma <= highest)) {
      String expected =
          isOneLevel()
              ? "only sigma %s; give that"
              : "sigma %s to %s; give a level in that range" + (lowest == 0 ? " and above 0" : "");
      throw new IllegalArgumentException(
          "--sigma %s: %s denoises %s%s"
              .formatted(
                  LevelText.of(sigma),
                  name,
                  expected.formatted(LevelText.of(lowest), LevelText.of(highest)),
                  otherwise));
    }
  }
}
