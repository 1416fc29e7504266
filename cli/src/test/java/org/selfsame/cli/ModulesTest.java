package org.selfsame.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.image.ImageFiles;

/** The command line on the module path, where each package is behind its module's wall. */
class ModulesTest {
  /** What only tests need. */
  private static final String OF_TESTS =
      ".*(junit|assertj|archunit|opentest4j|apiguardian|byte-buddy|test-classes|surefire).*";

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void makeImages() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    for (int i = 0; i < 2; i++) {
      TestFiles.write(images.resolve(i + ".png"), TestFiles.noisy(30, 24, 1, 20));
    }
  }

  @Test
  void aShippedModelRestoresFiles() throws Exception {
    Path output = folder.resolve("out");
    assertThat(run("denoise", images, "--sigma", "20", "-o", output))
        .contains("2 done, 0 skipped, 0 failed");
    assertThat(ImageFiles.read(output.resolve("1.png")).image().width()).isEqualTo(30);
  }

  @Test
  void aNetworkIsTrained() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            network: {noiseChannel: true, channels: 4, embedding: 2, steps: 1, neighborhood: 5}
            task: {sigmaMin: 0, sigmaMax: 55}
            data: {folders: ['%s'], holdOut: 1, scales: [1.0]}
            patches: {size: 9, batch: 2}
            budget: {maxSteps: 1}
            validation: {steps: 1, crop: 16}
            output: '%s'
            """
                .formatted(images, folder.resolve("out")));
    assertThat(run("train", config)).endsWith("model.safetensors after 1 steps");
  }

  @Test
  void aMethodIsEvaluated() throws Exception {
    Path output = folder.resolve("out");
    run("evaluate", "--data", images, "--level", "25", "--baseline", "none", "--out", output);
    assertThat(output.resolve("results.json")).content().contains("\"imagesMeasured\" : 2");
  }

  private static String run(Object... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(path -> !path.matches(OF_TESTS) && Files.exists(Path.of(path)))
                    .collect(Collectors.joining(File.pathSeparator)),
                "--add-modules",
                "ALL-MODULE-PATH",
                "-m",
                "org.selfsame.cli/org.selfsame.cli.Main"));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
