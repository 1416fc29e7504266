package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleTest {
  @TempDir private Path folder;

  @Test
  void halvingHalvesFiveTimesAtEqualDistances() {
    for (int sixth = 0; sixth < 6; sixth++) {
      double factor = Math.pow(0.5, sixth);
      assertThat(Schedule.HALVING.factor(sixth / 6.0 + 1e-6)).isEqualTo(factor);
      assertThat(Schedule.HALVING.factor((sixth + 1) / 6.0 - 1e-6)).isEqualTo(factor);
    }
    assertThat(Schedule.HALVING.factor(1)).isEqualTo(1 / 32.0);
    assertThat(Schedule.HALVING.factor(1.5)).isEqualTo(1 / 32.0);
  }

  @Test
  void cosineFallsFromOneToAHundredth() {
    assertThat(Schedule.COSINE.factor(0)).isEqualTo(1);
    assertThat(Schedule.COSINE.factor(1 / 3.0)).isCloseTo(0.01 + 0.99 * 0.75, within(1e-12));
    assertThat(Schedule.COSINE.factor(0.5)).isCloseTo(0.505, within(1e-12));
    assertThat(Schedule.COSINE.factor(1)).isCloseTo(0.01, within(1e-12));
    assertThat(Schedule.COSINE.factor(1.5)).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void warmUpRisesEvenlyToTheFullRate() {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            "optimizer.learningRate: 0.02",
            "optimizer.warmupSteps: 4",
            "optimizer.schedule: HALVING");
    double[] expected = {0.005, 0.01, 0.015, 0.02, 0.02, 0.02};
    for (int step = 0; step < expected.length; step++) {
      assertThat(config.optimizer().rate(step, 0)).isCloseTo(expected[step], within(1e-15));
    }
    assertThat(config.optimizer().rate(100, 0.2)).isCloseTo(0.01, within(1e-15));
    assertThat(config.optimizer().rate(1, 0.2)).isCloseTo(0.005, within(1e-15));
  }

  @Test
  void halvingStepsHalveAgainAndAgainWhateverTheBudget() {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            "optimizer.learningRate: 0.02",
            "optimizer.schedule: HALVING",
            "optimizer.halvingSteps: 200000");
    assertThat(config.optimizer().rate(0, 0)).isEqualTo(0.02);
    assertThat(config.optimizer().rate(199_999, 0.9)).isEqualTo(0.02);
    assertThat(config.optimizer().rate(200_000, 0.1)).isEqualTo(0.01);
    assertThat(config.optimizer().rate(399_999, 0.1)).isEqualTo(0.01);
    assertThat(config.optimizer().rate(3_000_000_000L, 1)).isZero();
    assertThat(config.optimizer().rate(1_300_000, 1)).isEqualTo(0.02 / 64);
  }

  @Test
  void halvingStepsAreOfNoUseToTheCosine() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TinyTraining.config(
                    folder, "optimizer.schedule: COSINE", "optimizer.halvingSteps: 5"))
        .withMessageContaining("halvingSteps 5: expected 0, or more where the schedule is HALVING");
  }

  @Test
  void warmUpIsBeforeTheFirstHalving() {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            "optimizer.learningRate: 0.02",
            "optimizer.warmupSteps: 4",
            "optimizer.halvingSteps: 6");
    double[] expected = {0.005, 0.01, 0.015, 0.02, 0.02, 0.02, 0.01};
    for (int step = 0; step < expected.length; step++) {
      assertThat(config.optimizer().rate(step, 0)).isCloseTo(expected[step], within(1e-15));
    }
  }

  @Test
  void withoutWarmUpTheFirstStepHasTheFullRate() {
    assertThat(TinyTraining.config(folder).optimizer().rate(0, 0)).isEqualTo(1e-3);
  }

  @Test
  void theRateOfATrainingFollowsItsSteps() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder,
            TinyTraining.TELL_EACH_STEP,
            "budget.maxSteps: 12",
            "optimizer.learningRate: 0.01",
            "optimizer.schedule: HALVING");
    TinyTraining.train(config);
    var rows = new TrainingLog(Path.of(config.output(), "log.csv"), 12).rows();
    assertThat(rows)
        .extracting(Progress::learningRate)
        .containsExactly(
            0.01, 0.01, 0.005, 0.005, 0.0025, 0.0025, 0.00125, 0.00125, 0.000625, 0.000625,
            0.0003125, 0.0003125);
  }
}
