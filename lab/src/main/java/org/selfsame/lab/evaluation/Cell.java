package org.selfsame.lab.evaluation;

import java.util.Optional;

/** What one row of a table measures: a method on a set of images under a condition. */
public record Cell(ImageSet set, Condition condition, Method method) {
  /** Returns why the method does not suit the condition and the set; empty if it does. */
  public Optional<String> refusal() {
    return method.refusal(condition, condition.gray() || set.isGray());
  }
}
