package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.lab.training.Trainer.Start;

class TrainerDivergenceTest {
  @TempDir private Path folder;

  @Test
  void aLossThatIsNoNumberStopsTheTrainingAndNamesTheLastGoodCheckpoint() throws Exception {
    TinyTraining.train(TinyTraining.config(folder, "budget.maxSteps: 3"));
    TrainingConfig config =
        TinyTraining.config(folder, "budget.maxSteps: 100", "optimizer.learningRate: 1.0e+30");
    assertThatThrownBy(() -> TinyTraining.train(config, Start.RESUME, step -> false))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("diverged at step 4")
        .hasMessageContaining("Lower learningRate or clipNorm")
        .hasMessageContaining("step-000000003.safetensors");
    Checkpoint left = TinyTraining.latest(config);
    assertThat(left.step()).isEqualTo(3);
    assertThat(left.firstNotFinite()).isEmpty();
  }

  @Test
  void withoutACheckpointTheMessageSaysToStartAgain() {
    TrainingConfig config = TinyTraining.config(folder, "optimizer.learningRate: 1.0e+30");
    assertThatThrownBy(() -> TinyTraining.train(config))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("diverged at step 1")
        .hasMessageContaining("start again: no checkpoint was saved yet");
  }

  @Test
  void everyCheckpointOnTheWayToDivergenceIsFinite() throws Exception {
    for (String learningRate : new String[] {"1.0e+10", "1.0e+17", "1.0e+30", "1.0e+38"}) {
      TrainingConfig config =
          TinyTraining.config(
              folder.resolve(learningRate),
              "optimizer.learningRate: " + learningRate,
              "optimizer.warmupSteps: 4",
              "optimizer.averageDecay: 0.5",
              "optimizer.clipNorm: 0",
              "budget.checkpointMinutes: 1.0e-9",
              "budget.maxSteps: 30");
      assertThatThrownBy(() -> TinyTraining.train(config)).isInstanceOf(DivergedException.class);
      if (TinyTraining.checkpoints(config).latest().isPresent()) {
        assertThat(TinyTraining.latest(config).firstNotFinite()).isEmpty();
      }
    }
  }
}
