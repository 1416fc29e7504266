package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.cli.CommandLineRun;

class ModelsExportCommandTest {
  @TempDir private Path folder;

  @Test
  void aShippedModelIsWrittenWithItsCard() throws IOException {
    Path file = folder.resolve("gray.onnx");
    CommandLineRun run =
        CommandLineRun.of("models", "export", "denoise-gray", "-o", file, "--size", "48x32");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("for images of 48x32");
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(content).contains("selfsame", "Softmax", "\"id\":\"denoise-gray\"", "sigma");
    assertThat(CommandLineRun.of("models", "export", "denoise-gray", "-o", file).err())
        .contains("gray.onnx: already exists; use --overwrite");
  }

  @Test
  void wrongArgumentsAreTold() {
    assertThat(CommandLineRun.of("models", "export", "denoise-grey").err())
        .contains("denoise-grey");
    assertThat(CommandLineRun.of("models", "export", "denoise-gray", "-o", "x.pb").err())
        .contains("-o x.pb: expected a file name that ends with .onnx");
    assertThat(
            CommandLineRun.of(
                    "models", "export", "denoise-gray", "--size", "9x9", "-o", folder + "/a.onnx")
                .err())
        .contains("denoise-gray: 9x9: expected multiples of 2");
    assertThat(CommandLineRun.of("models", "export", "denoise-gray", "--size", "9").err())
        .contains("--size 9: expected WIDTHxHEIGHT");
    assertThat(folder).isEmptyDirectory();
  }
}
