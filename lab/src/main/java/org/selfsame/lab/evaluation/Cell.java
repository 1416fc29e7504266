package org.selfsame.lab.evaluation;

import java.util.Optional;

/** What one row of a table is measured by: a set of images, a condition and a method. */
public record Cell(ImageSet set, Condition condition, Method method) {
  /** Returns why the method is not for the condition and the set, or nothing if it is. */
  public Optional<String> refusal() {
    return method.refusal(condition, condition.gray() || set.isGray());
  }
}
