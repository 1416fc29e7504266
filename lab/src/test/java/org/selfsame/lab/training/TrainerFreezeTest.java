package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.lab.training.Trainer.Start;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.tensor.Device;

/** When and how BatchNorm's statistics stop to move: here at the fourth step of eight. */
class TrainerFreezeTest {
  /** No weight feels such a step. */
  private static final String NO_LEARNING = "optimizer.learningRate: 1.0e-30";

  @TempDir private Path folder;

  @Test
  void statisticsMoveUntilTheMomentAndNeverAfterIt() throws Exception {
    List<Checkpoint> checkpoints = stepByStep(8);
    for (int step = 1; step <= 4; step++) {
      assertThat(checkpoints.get(step).frozen()).isFalse();
      assertThat(statistics(checkpoints.get(step)))
          .as("step %d", step)
          .isNotEqualTo(statistics(checkpoints.get(step - 1)));
    }
    for (int step = 5; step <= 8; step++) {
      Checkpoint checkpoint = checkpoints.get(step);
      assertThat(checkpoint.frozen()).isTrue();
      assertThat(statistics(checkpoint)).containsExactly(statistics(checkpoints.get(4)));
      assertThat(checkpoint.state().get("statistics")).containsExactly(statistics(checkpoint));
      assertThat(trained(checkpoint)).isNotEqualTo(trained(checkpoints.get(step - 1)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4, 5})
  void goingOnIsBitForBitTheSameBeforeAtAndAfterTheMoment(long stop) throws Exception {
    Checkpoint atOnce = TinyTraining.train(config());
    Files.move(Path.of(config().output()), folder.resolve("at-once"));
    TinyTraining.train(config(), Start.NEW, step -> step == stop);
    Checkpoint resumed = TinyTraining.train(config(), Start.RESUME, step -> false);
    assertThat(resumed.model()).isEqualTo(atOnce.model());
    assertThat(resumed.frozen()).isTrue().isEqualTo(atOnce.frozen());
    atOnce
        .state()
        .forEach(
            (name, values) ->
                assertThat(resumed.state().get(name)).as(name).containsExactly(values));
  }

  @Test
  void theTrainedWeightsBecomeTheAveragedOnes() throws Exception {
    Checkpoint before = stepByStep(4).get(4);
    assertThat(before.state().get("weights")).isNotEqualTo(trained(before));
    Checkpoint after = TinyTraining.train(config(NO_LEARNING), Start.RESUME, step -> true);
    assertThat(after.step()).isEqualTo(5);
    assertThat(after.state().get("weights")).containsExactly(trained(before), within(1e-12f));
  }

  @Test
  void whatIsFrozenStaysSoWithALargerBudgetAndIsNotAveragedAgain() throws Exception {
    Checkpoint before = stepByStep(6).get(6);
    Checkpoint after =
        TinyTraining.train(config("budget.maxSteps: 100", NO_LEARNING), Start.RESUME, step -> true);
    assertThat(after.step()).isEqualTo(7);
    assertThat(after.frozen()).isTrue();
    assertThat(statistics(after)).containsExactly(statistics(before));
    assertThat(before.state().get("weights")).isNotEqualTo(trained(before));
    assertThat(after.state().get("weights"))
        .containsExactly(before.state().get("weights"), within(1e-12f));
  }

  @Test
  void aSmallerBudgetThatPutsTheMomentInThePastStillAverages() throws Exception {
    Checkpoint before = stepByStep(3).get(3);
    assertThat(before.frozen()).isFalse();
    Checkpoint after =
        TinyTraining.train(config("budget.maxSteps: 4", NO_LEARNING), Start.RESUME, step -> false);
    assertThat(after.frozen()).isTrue();
    assertThat(after.state().get("weights")).containsExactly(trained(before), within(1e-12f));
    assertThat(statistics(after)).containsExactly(statistics(before));
  }

  private TrainingConfig config(String... changes) {
    List<String> all =
        new ArrayList<>(
            List.of(
                TinyTraining.TELL_EACH_STEP,
                "optimizer.averageDecay: 0.9",
                "optimizer.freezeNormalizationAt: 0.5",
                "budget.maxSteps: 8"));
    all.addAll(List.of(changes));
    return TinyTraining.config(folder, all.toArray(String[]::new));
  }

  /** Stops after each step; returns the checkpoints by step, from untrained weights on. */
  private List<Checkpoint> stepByStep(int steps) throws Exception {
    List<Checkpoint> checkpoints = new ArrayList<>();
    try (Network untrained = Networks.create(config().network(), Device.CPU, config().seed())) {
      Checkpoint first = TinyTraining.train(config(), Start.NEW, step -> true);
      checkpoints.add(
          new Checkpoint(
              first.metadata(), untrained.parameters().toArrays(), first.state(), 0, 0, false));
      checkpoints.add(first);
    }
    while (checkpoints.size() <= steps) {
      checkpoints.add(TinyTraining.train(config(), Start.RESUME, step -> true));
    }
    return checkpoints;
  }

  /** The averaged weights. */
  private float[] trained(Checkpoint checkpoint) throws Exception {
    try (Network network = loaded(checkpoint)) {
      return network.parameters().trained().toFloats();
    }
  }

  private float[] statistics(Checkpoint checkpoint) throws Exception {
    try (Network network = loaded(checkpoint)) {
      return network.parameters().statistics().toFloats();
    }
  }

  private Network loaded(Checkpoint checkpoint) throws Exception {
    Network network = Networks.create(config().network(), Device.CPU, 0);
    network.parameters().load(checkpoint.model(), "checkpoint");
    return network;
  }
}
