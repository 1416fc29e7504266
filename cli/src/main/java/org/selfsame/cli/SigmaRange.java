package org.selfsame.cli;

import java.util.Optional;
import org.selfsame.model.Model;

/**
 * The noise levels that a model or method can be told.
 *
 * @param name what it is called in an error
 * @param lowest standard deviation of samples from 0 to 255
 * @param highest the same, if the model was trained on one level
 */
record SigmaRange(String name, double lowest, double highest) {
  /** Returns the levels that a model is told; nothing if it is told none. */
  static Optional<SigmaRange> of(Model model) {
    return model
        .task()
        .noise()
        .map(range -> new SigmaRange("model " + model.name(), range.lowest(), range.highest()));
  }

  /** Returns the levels that another range has, too; this range's name is kept. */
  SigmaRange common(SigmaRange other) {
    return new SigmaRange(name, Math.max(lowest, other.lowest), Math.min(highest, other.highest));
  }

  boolean isOneLevel() {
    return lowest == highest;
  }

  /** Returns the level of this range that is nearest. */
  double nearest(double sigma) {
    return Math.max(lowest, Math.min(highest, sigma));
  }

  /**
   * Checks a level that was asked for.
   *
   * @param otherwise what else could be asked for, or nothing
   * @throws UsageException if it is not in this range, or not above 0
   */
  void require(double sigma, String otherwise) {
    if (!(sigma > 0 && sigma >= lowest && sigma <= highest)) {
      String expected =
          isOneLevel()
              ? "sigma %s only; give that"
              : "sigma %s to %s; give a level in that range" + (lowest == 0 ? " and above 0" : "");
      throw new UsageException(
          "--sigma %s: %s denoises %s%s"
              .formatted(
                  Sigma.format(sigma),
                  name,
                  expected.formatted(Sigma.format(lowest), Sigma.format(highest)),
                  otherwise));
    }
  }
}
