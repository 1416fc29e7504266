package org.selfsame.lab.training;

import static java.lang.Double.isFinite;

/**
 * How long to train. The schedule spans steps or minutes, whichever run out first.
 *
 * @param maxSteps the last step; 0 for no limit
 * @param maxMinutes the time limit, which includes validations and saving checkpoints; 0 for none
 * @param checkpointMinutes time between checkpoints
 */
public record BudgetConfig(long maxSteps, double maxMinutes, double checkpointMinutes) {
  /** Checks the numbers. */
  public BudgetConfig {
    ConfigYaml.require(maxSteps >= 0, "budget.maxSteps", maxSteps, "at least 0");
    ConfigYaml.require(
        isFinite(maxMinutes) && maxMinutes >= 0, "budget.maxMinutes", maxMinutes, "at least 0");
    ConfigYaml.require(
        maxSteps > 0 || maxMinutes > 0,
        "budget.maxSteps",
        maxSteps,
        "more than 0, or maxMinutes above 0");
    ConfigYaml.require(
        isFinite(checkpointMinutes) && checkpointMinutes > 0,
        "budget.checkpointMinutes",
        checkpointMinutes,
        "a number above 0");
  }

  /** Returns the part that is spent; 1 or more at the end. */
  double spent(long steps, double seconds) {
    double ofSteps = maxSteps == 0 ? 0 : (double) steps / maxSteps;
    double ofTime = maxMinutes == 0 ? 0 : seconds / (60 * maxMinutes);
    return Math.max(ofSteps, ofTime);
  }
}
