package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.lab.training.Trainer.Start;

class TrainerKillTest {
  @TempDir private Path folder;

  /** A program that trains, and tells each step that is done. */
  static final class Program {
    public static void main(String[] arguments) throws Exception {
      TrainingConfig config = TrainingConfig.read(Path.of(arguments[0]));
      TrainingData data = config.readData();
      try (Trainer trainer = new Trainer(config, data, Start.RESUME)) {
        trainer.run(progress -> System.out.println(progress.step()));
      }
    }
  }

  @Test
  void killedAtAnyMomentNoMoreIsLostThanCameAfterTheLastCheckpoint() throws Exception {
    // A checkpoint after each step: what is lost is at most the step that was told just before.
    TrainingConfig config =
        TinyTraining.config(
            folder,
            TinyTraining.TELL_EACH_STEP,
            "budget.maxSteps: 1000000",
            "budget.checkpointMinutes: 1.0e-9");
    TinyTraining.data(config);
    Path yaml = Files.writeString(folder.resolve("tiny.yaml"), config.toYaml());
    Random random = new Random();
    long saved = 0;
    for (int kill = 0; kill < 2; kill++) {
      long told = trainAndKill(yaml, 2 + random.nextInt(20), random.nextInt(20));
      assertThat(told).isGreaterThan(saved);
      Checkpoint checkpoint = TinyTraining.latest(config);
      assertThat(checkpoint.firstNotFinite()).isEmpty();
      saved = checkpoint.step();
      assertThat(saved).isGreaterThanOrEqualTo(told - 1);
    }
    TrainingConfig shorter = TinyTraining.config(folder, "budget.maxSteps: " + (saved + 2));
    assertThat(TinyTraining.train(shorter, Start.RESUME, step -> false).step())
        .isEqualTo(saved + 2);
    List<Progress> rows = new TrainingLog(Path.of(config.output(), "log.csv"), saved + 2).rows();
    assertThat(rows).extracting(Progress::step).isSorted().doesNotHaveDuplicates();
    try (var files = Files.list(Path.of(config.output(), "checkpoints"))) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  /** Returns the last step that the program told of. */
  private static long trainAndKill(Path yaml, int steps, int milliseconds)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                yaml.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long told = 0;
    try (BufferedReader out = process.inputReader()) {
      for (int i = 0; i < steps; i++) {
        told = Long.parseLong(out.readLine());
      }
      Thread.sleep(milliseconds); // any moment of a step or of the saving after it
      process.toHandle().destroyForcibly(); // unlike the process's own, it leaves the output open
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        told = Long.parseLong(line);
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return told;
  }
}
