package org.selfsame.lab.training;

import java.util.List;

/**
 * How held-out images are restored on the way.
 *
 * @param steps between validations; the last step is validated too
 * @param crop side of the middle of an image that is validated
 * @param levels noise levels, factors or qualities, of those that are trained on; none where the
 *     task has none
 */
public record ValidationConfig(int steps, int crop, List<Double> levels) {
  /** Checks the numbers. */
  public ValidationConfig {
    levels = List.copyOf(levels);
    ConfigYaml.require(steps >= 1, "validation.steps", steps, "at least 1");
    ConfigYaml.require(crop >= 1, "validation.crop", crop, "at least 1");
  }
}
