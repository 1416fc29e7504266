package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;

class TrainCommandTest {
  @TempDir private Path folder;
  private Path images;
  private Path output;
  private Path config;

  @BeforeEach
  void makeFiles() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    output = folder.resolve("out");
    for (int i = 0; i < 3; i++) {
      TestFiles.write(images.resolve(i + ".png"), TestFiles.pattern(30 + i, 24, 1));
    }
    config = write("config.yaml", "");
  }

  private Path write(String name, String more) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        """
        network: {noiseChannel: true, channels: 4, embedding: 2, steps: 1, neighborhood: 5}
        task: {sigmaMin: 0, sigmaMax: 55}
        data: {folders: ['%s'], holdOut: 1, scales: [1.0]}
        patches: {size: 9, batch: 2}
        budget: {maxSteps: 4}
        validation: {steps: 2, crop: 16}
        output: '%s'
        """
                .formatted(images, output)
            + more);
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(output.resolve("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aTrainingMakesAModelAndTellsHowItGoes() throws IOException {
    CommandLineRun run = CommandLineRun.of("train", config);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo("2 images of 1,464 pixels, each scale counted; 1 held out"),
            line ->
                assertThat(line)
                    .matches(
                        "step 2, train [\\d.]+ dB, validation [\\d.]+ dB, rate [\\d.]+e-0\\d,"
                            + " [\\d.]+ steps/s, \\d+ s left"),
            line -> assertThat(line).startsWith("step 4, train "),
            line ->
                assertThat(line).isEqualTo(output.resolve("model.safetensors") + " after 4 steps"));
    Path noisy = TestFiles.write(folder.resolve("a.png"), TestFiles.noisy(20, 20, 1, 20));
    for (Path model :
        List.of(
            output.resolve("model.safetensors"),
            output.resolve("checkpoints").resolve(checkpoints().get(0)))) {
      assertThat(CommandLineRun.of("denoise", noisy, "--model", model, "--overwrite").exitCode())
          .isZero();
    }
  }

  @Test
  void aTrainingGoesOnOnlyWhenAsked() throws IOException {
    assertThat(CommandLineRun.of("train", config, "-q").out()).isEmpty();
    CommandLineRun again = CommandLineRun.of("train", config);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("step-000000004").contains("--resume").hasLineCount(1);
    CommandLineRun resumed = CommandLineRun.of("train", config, "--resume", "--max-steps", "6");
    assertThat(resumed.exitCode()).isZero();
    assertThat(resumed.out()).contains("continuing from step 4").contains("after 6 steps");
    assertThat(checkpoints()).endsWith("step-000000006.safetensors");
    assertThat(output.resolve("config.yaml")).content().contains("maxSteps: 6");
  }

  @Test
  void optionsStandInForTheConfiguration() throws IOException {
    Path other = folder.resolve("other");
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            config,
            "--output",
            other,
            "--max-minutes",
            "5",
            "--max-steps",
            "2",
            "--device",
            "cpu");
    assertThat(run.exitCode()).isZero();
    assertThat(other.resolve("model.safetensors")).exists();
    assertThat(other.resolve("config.yaml"))
        .content()
        .contains("maxMinutes: 5.0")
        .contains("maxSteps: 2");
    assertThat(output).doesNotExist();
  }

  @Test
  void aTrainingThatDivergesSaysSo() throws IOException {
    CommandLineRun run =
        CommandLineRun.of("train", write("wild.yaml", "optimizer: {learningRate: 1.0e+30}\n"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("selfsame: the training diverged at step ").hasLineCount(1);
  }

  @Test
  void aConfigurationThatCannotBeMeantIsRefused() throws IOException {
    CommandLineRun missing = CommandLineRun.of("train", folder.resolve("none.yaml"));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("none.yaml: no such file");
    CommandLineRun value = CommandLineRun.of("train", write("value.yaml", "batch: -3\n"));
    assertThat(value.exitCode()).isEqualTo(1);
    assertThat(value.err()).contains("batch").hasLineCount(1);
    CommandLineRun key = CommandLineRun.of("train", write("key.yaml", "patsch: 3\n"));
    assertThat(key.exitCode()).isEqualTo(1);
    assertThat(key.err()).contains("patsch").hasLineCount(1);
    CommandLineRun data =
        CommandLineRun.of("train", write("data.yaml", "").toString(), "--device", "abacus");
    assertThat(data.exitCode()).isEqualTo(2);
    assertThat(data.err()).contains("--device abacus: expected");
  }

  @Test
  @Timeout(120)
  @DisabledOnOs(OS.WINDOWS) // has no SIGTERM
  void beingEndedItSavesACheckpointFirst() throws IOException, InterruptedException {
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.selfsame.cli.Main",
                "train",
                config.toString(),
                "--max-steps",
                "100000000")
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.lines().anyMatch(line -> line.startsWith("step 2,"))).isTrue();
      process.toHandle().destroy(); // process.destroy() would close its streams, too
      while (out.readLine() != null) {
        // It must not wait for its lines to be read.
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(128 + 15);
    String told = Files.readString(errors);
    assertThat(told).contains("selfsame: stopped at step ").doesNotContain("\tat ");
    String step = told.replaceAll("(?s).*stopped at step ([\\d,]+);.*", "$1").replace(",", "");
    assertThat(checkpoints())
        .containsExactly("step-%09d.safetensors".formatted(Long.parseLong(step)));
    assertThat(CommandLineRun.of("train", config, "--resume", "--max-steps", "1").out())
        .contains("after ");
  }
}
