package org.selfsame.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.image.Image;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;

class MainTest {
  @Test
  void versionIsThatOfTheBuild() {
    CommandLineRun run = CommandLineRun.of("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("selfsame \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void versionAloneIsAnsweredTheSameWithoutTheParser() {
    PrintStream console = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      Main.main(new String[] {"--version"});
    } finally {
      System.setOut(console);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(CommandLineRun.of("--version").out());
  }

  @Test
  void helpNamesTheCommands() {
    CommandLineRun run = CommandLineRun.of("--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: selfsame");
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      assertThat(run.out()).containsPattern("\n  " + command + " +\\p{Upper}");
    }
  }

  @Test
  void helpOfACommandShowsItsOptions() {
    CommandLineRun run = CommandLineRun.of("help", "completion");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: selfsame completion").contains("--debug");
    assertThat(CommandLineRun.of("completion", "--help").out()).isEqualTo(run.out());
  }

  @Test
  void completionIsAScriptThatKnowsTheCommands() {
    CommandLineRun run = CommandLineRun.of("completion");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("complete -F _complete_selfsame")
        .contains("_picocli_selfsame_completion");
  }

  @Test
  void withoutACommandTheErrorPointsToTheHelp() {
    CommandLineRun run = CommandLineRun.of();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToNormalizingNewlines("selfsame: no command given\nTry: selfsame help\n");
  }

  @Test
  void anUnknownCommandIsNamed() {
    CommandLineRun run = CommandLineRun.of("--debug", "sharpen", "a.png");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("selfsame: there is no command 'sharpen'");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anUnknownOptionIsNamedWithTheHelpOfItsCommand() {
    CommandLineRun run = CommandLineRun.of("completion", "--fish");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "selfsame: Unknown option: '--fish'\nTry: selfsame help completion\n");
  }

  @Test
  void numbersAreTheSameInEveryLocale(@TempDir Path folder) throws Exception {
    Picture.of(Image.black(4, 4, 1), SampleFormat.UINT8).write(folder.resolve("a.png"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "degrade",
                "a.png",
                "missing.png",
                "--noise",
                "12.5")
            .directory(folder.toFile())
            .start();
    String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(found)
        .containsPattern("a_noisy.png \\(sigma 12.5, seed 0, \\d.\\d s\\)")
        .contains("1 done, 0 skipped, 1 failed");
  }
}
