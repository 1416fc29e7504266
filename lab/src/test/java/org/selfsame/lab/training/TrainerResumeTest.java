package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.lab.training.Trainer.Start;

class TrainerResumeTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "fp32, 2, 0.9, HALVING",
    "bf16, 2, 0.9, COSINE",
    "fp32, 1, 0, COSINE",
    "bf16, 1, 0, HALVING"
  })
  void goingOnIsBitForBitTheSameAsNotStopping(
      String precision, int workers, double averageDecay, Schedule schedule) throws Exception {
    String[] settings = {
      TinyTraining.TELL_EACH_STEP,
      "compute.precision: " + precision,
      "compute.workers: " + workers,
      "optimizer.averageDecay: " + averageDecay,
      "optimizer.schedule: " + schedule,
      "optimizer.warmupSteps: 3",
      "budget.maxSteps: 12"
    };
    assertGoingOnIsTheSame(TinyTraining.config(folder, settings));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: rnan, imageChannels: 1, features: 4, blocks: 3}|{type: deblock, qualityMin: 10, qualityMax: 40}|[10]|fp32|1|0",
        "{type: rnan, imageChannels: 3, features: 4, blocks: 2}|{type: demosaic, pattern: GRBG}|[]|bf16|2|0.9",
        "{type: rnan, imageChannels: 3, features: 4, blocks: 2, scale: 2}|{type: upscale, scales: [2]}|[2]|fp32|4|0.9",
        "{type: dncnn, features: 4, layers: 3}|{sigmaMin: 10, sigmaMax: 50}|[25]|fp32|2|0",
      })
  void soItIsForEveryNetworkAndTask(
      String network, String task, String levels, String precision, int workers, double average)
      throws Exception {
    assertGoingOnIsTheSame(
        TinyTraining.config(
            folder,
            TinyTraining.TELL_EACH_STEP,
            "network: " + network,
            "task: " + task,
            "validation.levels: " + levels,
            "compute.precision: " + precision,
            "compute.workers: " + workers,
            "optimizer.averageDecay: " + average,
            "patches.noise: EIGHT_BIT",
            "optimizer.loss: L1",
            "optimizer.halvingSteps: 4",
            "budget.maxSteps: 12"));
  }

  private void assertGoingOnIsTheSame(TrainingConfig config) throws Exception {
    Checkpoint atOnce = TinyTraining.train(config);
    Path model = Files.move(modelOf(config), folder.resolve("at-once.safetensors"));
    Files.move(Path.of(config.output()), folder.resolve("at-once"));

    Checkpoint half = TinyTraining.train(config, Start.NEW, step -> step == 6);
    assertThat(half.step()).isEqualTo(6);
    assertThat(half.model()).isNotEqualTo(atOnce.model());
    Checkpoint resumed = TinyTraining.train(config, Start.RESUME, step -> false);

    assertSame(resumed, atOnce);
    assertThat(modelOf(config)).hasSameBinaryContentAs(model);
  }

  @Test
  void stoppingAfterEachStepIsTheSameAsNotStopping() throws Exception {
    TrainingConfig config =
        TinyTraining.config(
            folder, TinyTraining.TELL_EACH_STEP, "budget.maxSteps: 5", "compute.workers: 2");
    Checkpoint atOnce = TinyTraining.train(config);
    Files.move(Path.of(config.output()), folder.resolve("at-once"));
    Checkpoint resumed = null;
    for (int step = 1; step <= 5; step++) {
      resumed = TinyTraining.train(config, Start.RESUME, any -> true);
      assertThat(resumed.step()).isEqualTo(step);
    }
    assertSame(resumed, atOnce);
  }

  @Test
  void anotherSeedIsAnotherTraining() throws Exception {
    Checkpoint first = TinyTraining.train(TinyTraining.config(folder, "budget.maxSteps: 1"));
    Checkpoint second =
        TinyTraining.train(
            TinyTraining.config(
                folder,
                "budget.maxSteps: 1",
                "seed: 1",
                "output: '" + folder.resolve("other") + "'"));
    assertThat(second.model()).isNotEqualTo(first.model());
  }

  @Test
  void aTrainingThatIsDoneStaysAsItIs() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, "budget.maxSteps: 3");
    Checkpoint done = TinyTraining.train(config);
    Checkpoint again = TinyTraining.train(config, Start.RESUME, step -> false);
    assertSame(again, done);
  }

  @Test
  void aTrainingThatIsDoneGoesOnWithALargerBudget() throws Exception {
    TinyTraining.train(TinyTraining.config(folder, "budget.maxSteps: 3"));
    TrainingConfig longer = TinyTraining.config(folder, "budget.maxSteps: 5");
    assertThat(TinyTraining.train(longer, Start.RESUME, step -> false).step()).isEqualTo(5);
  }

  @Test
  void resumingWhereNothingIsBeginsAnew() throws Exception {
    TrainingConfig config = TinyTraining.config(folder, "budget.maxSteps: 2");
    assertThat(TinyTraining.train(config, Start.RESUME, step -> false).step()).isEqualTo(2);
  }

  private static Path modelOf(TrainingConfig config) {
    return Path.of(config.output(), "model.safetensors");
  }

  private static void assertSame(Checkpoint found, Checkpoint expected) throws IOException {
    assertThat(found.step()).isEqualTo(expected.step());
    assertThat(found.metadata()).isEqualTo(expected.metadata());
    assertThat(found.model()).isEqualTo(expected.model());
    assertThat(found.state().keySet()).isEqualTo(expected.state().keySet());
    expected
        .state()
        .forEach(
            (name, values) -> assertThat(found.state().get(name)).as(name).containsExactly(values));
  }
}
