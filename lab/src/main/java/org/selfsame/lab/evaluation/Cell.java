package org.selfsame.lab.evaluation;

import java.util.Optional;

/** What one row of a table measures: a method on a set of images under a condition. */
public record Cell(ImageSet set, Condition condition, Method method) {
  /**
   * @throws IllegalArgumentException if the set is of pairs and the condition is not that they are
   *     noisy as taken, or the other way round
   */
  public Cell {
    if (set.isPaired() != condition.taken()) {
      throw new IllegalArgumentException(
          "set %s of %s: expected %s for %s"
              .formatted(
                  set.name(),
                  set.isPaired() ? "pairs" : "clean images",
                  condition.taken() ? "pairs" : "clean images",
                  condition.description()));
    }
  }

  /** Returns why the method does not suit the condition and the set; empty if it does. */
  public Optional<String> refusal() {
    return method.refusal(condition, condition.gray() || set.isGray());
  }
}
