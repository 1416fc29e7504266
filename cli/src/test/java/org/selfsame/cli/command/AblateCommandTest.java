package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;

class AblateCommandTest {
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
        network: {channels: 4, embedding: 2, steps: 2, neighborhood: 5}
        data: {folders: ['%s'], holdOut: 1, scales: [1.0]}
        patches: {size: 5, batch: 2}
        budget: {maxSteps: 4}
        validation: {steps: 2, crop: 16}
        """
                .formatted(images)
            + more);
  }

  private Path writeOther(String found, String replaced) throws IOException {
    String yaml = Files.readString(config).replace(found, replaced);
    return Files.writeString(folder.resolve("other.yaml"), yaml);
  }

  private CommandLineRun ablate(String study, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("ablate", study, "--output", output));
    all.addAll(List.of(arguments));
    if (!all.contains("--config")) {
      all.addAll(List.of("--config", config));
    }
    return CommandLineRun.of(all.toArray());
  }

  @Test
  void aTableIsPrintedBesideThePapers() throws IOException {
    CommandLineRun run = ablate("table2", "--steps", "2", "--data", images, "-q");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(0))
        .matches("VARIANT +WEIGHTS +STEPS +MINUTES +HELD OUT +IMAGES +RANK +PAPER +PAPER'S RANK");
    assertThat(lines.get(6)).matches("NLRN +\\d+ +2 +0\\.\\d +[\\d.]+ +[\\d.]+ +\\d +30\\.80 +1");
    assertThat(lines.get(7)).startsWith("Order: ");
    assertThat(lines.get(8)).startsWith("The paper's: NLRN > NLRN w/o propagating correlations > ");
    assertThat(lines.get(9)).matches("\\d+ of 15 pairs are in the paper's order\\.");
    assertThat(lines.get(10)).isEqualTo(output.resolve("table2.md").toString());
    assertThat(output.resolve("table2.md")).content().contains("| NLRN |");
    assertThat(output.resolve("table2.csv")).content().hasLineCount(7);
    assertThat(output.resolve("results/index.html")).content().contains("no-propagation");
  }

  @Test
  void aFigureIsPlottedAndFinishedVariantsAreKept() {
    CommandLineRun run = ablate("fig6", "--values", "1,2");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("1 of 2: T = 1").contains("step 4, train ");
    assertThat(output.resolve("fig6.png")).exists();
    assertThat(output.resolve("fig6.svg")).exists();
    CommandLineRun more = ablate("fig6", "--values", "1,2,3");
    assertThat(more.exitCode()).isZero();
    assertThat(more.out().lines().filter(line -> line.startsWith("step 4,"))).hasSize(1);
  }

  @Test
  void aVariantThatDivergesIsToldAndTheExitCodeIsOne() throws IOException {
    CommandLineRun run =
        ablate(
            "fig6",
            "--config",
            write("wild.yaml", "optimizer: {learningRate: 1.0e+30}\n"),
            "--values",
            "1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("selfsame: the training diverged at step ").hasLineCount(1);
    assertThat(run.out()).contains("failed");
  }

  @Test
  void whatCannotBeMeantIsRefused() throws IOException {
    assertRefused(2, "STUDY table9: expected one of table1", ablate("table9"));
    assertRefused(
        2,
        "--level 30: the configuration trains to",
        ablate("table1", "--level", "30", "--data", images));
    assertRefused(1, "table1 does not vary a number", ablate("table1", "--values", "3"));
    assertRefused(1, "neighborhood 4: expected an odd number", ablate("fig5", "--values", "4"));
    assertRefused(2, "mutually exclusive", ablate("fig6", "--steps", "2", "--minutes", "1"));
    assertRefused(
        1, "none.yaml: no such file", ablate("fig6", "--config", folder.resolve("none.yaml")));
    assertRefused(
        1,
        "network of type plain: expected nlrn",
        ablate(
            "fig6",
            "--config",
            writeOther("network: {channels: 4", "network: {type: dncnn, layers: 3} #")));
    assertThat(output).doesNotExist();
  }

  private static void assertRefused(int exitCode, String message, CommandLineRun run) {
    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void anotherBudgetIsNotMixedWithWhatIsThere() {
    assertThat(ablate("fig6", "--values", "2", "-q").exitCode()).isZero();
    CommandLineRun longer = ablate("fig6", "--values", "2", "--steps", "6");
    assertThat(longer.exitCode()).isEqualTo(1);
    assertThat(longer.err()).contains("was trained by another config").hasLineCount(1);
  }
}
