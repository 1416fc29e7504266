package org.selfsame.lab.training;

import static java.lang.Double.isFinite;

/**
 * How weights are learned.
 *
 * @param loss what is made small
 * @param lossCenter side of the middle of a restored patch that the loss is taken on (NLRN's newer
 *     code takes 5); 0 for all of it
 * @param learningRate of Adam, at the schedule's highest
 * @param schedule how the learning rate falls
 * @param halvingSteps steps after which the learning rate is halved, again and again, if the
 *     schedule is {@link Schedule#HALVING} (RNAN, section 4, takes 200,000); 0 to halve it five
 *     times over the budget
 * @param warmupSteps steps over which the rate rises at first
 * @param clipNorm greatest norm of the gradient; 0 for any
 * @param averageDecay of the running average of weights that is validated and shipped; 0 for none
 * @param freezeNormalizationAt part of the budget after which BatchNorm normalizes as it will when
 *     images are restored, by its statistics and no longer by the batch; 1 for never
 */
public record OptimizerConfig(
    Loss loss,
    int lossCenter,
    double learningRate,
    Schedule schedule,
    int halvingSteps,
    int warmupSteps,
    double clipNorm,
    double averageDecay,
    double freezeNormalizationAt) {
  /** Checks the numbers. */
  public OptimizerConfig {
    require(
        isFinite(learningRate) && learningRate > 0,
        "learningRate",
        learningRate,
        "a number above 0");
    require(
        halvingSteps == 0 || (halvingSteps > 0 && schedule == Schedule.HALVING),
        "halvingSteps",
        halvingSteps,
        "0, or more where the schedule is HALVING");
    require(warmupSteps >= 0, "warmupSteps", warmupSteps, "at least 0");
    require(isFinite(clipNorm) && clipNorm >= 0, "clipNorm", clipNorm, "at least 0");
    require(
        averageDecay >= 0 && averageDecay < 1, "averageDecay", averageDecay, "from 0 to below 1");
    require(
        freezeNormalizationAt >= 0 && freezeNormalizationAt <= 1,
        "freezeNormalizationAt",
        freezeNormalizationAt,
        "a part from 0 to 1");
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    ConfigYaml.require(holds, "optimizer." + key, found, expected);
  }

  /**
   * Returns the learning rate of a step.
   *
   * @param step from 0
   * @param progress the part of the budget that is spent, 0 to 1
   */
  double rate(long step, double progress) {
    double warmup = warmupSteps == 0 ? 1 : Math.min(1, (step + 1.0) / warmupSteps);
    double factor =
        halvingSteps == 0
            ? schedule.factor(progress)
            : Math.pow(0.5, Math.floor((double) step / halvingSteps));
    return learningRate * warmup * factor;
  }
}
