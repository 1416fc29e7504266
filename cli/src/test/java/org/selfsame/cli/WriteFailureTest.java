package org.selfsame.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Denoising where the system takes only the first 8 KiB of a file: like a disk that fills up, the
 * limit of a process on the size of its files fails a write in the middle.
 */
@EnabledOnOs(OS.LINUX)
class WriteFailureTest {
  @TempDir private Path folder;

  private Process denoise(Path... images) throws IOException {
    Path model = TestFiles.writeModel(folder.resolve("model.safetensors"));
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "ulimit -f 8; trap '' XFSZ; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData", // a file of 32 KiB
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "denoise",
                "--model",
                model.toString(),
                "--device",
                "cpu",
                "--sigma",
                "20",
                "--overwrite"));
    for (Path image : images) {
      command.add(image.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(folder.resolve("err").toFile())
            .redirectOutput(folder.resolve("out").toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // Java would tell of it on the error stream
    return builder.start();
  }

  @Test
  void aResultThatCannotBeWrittenWholeLeavesTheOldOneAndTheOthersAreDone() throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));
    Path large = TestFiles.write(images.resolve("a.tif"), TestFiles.noisy(160, 120, 1, 20));
    Path old = TestFiles.write(images.resolve("a_denoised.tif"), TestFiles.noisy(4, 3, 1, 20));
    byte[] before = Files.readAllBytes(old);
    Path larger = TestFiles.write(images.resolve("b.tif"), TestFiles.noisy(160, 160, 1, 20));
    Path small = TestFiles.write(images.resolve("c.png"), TestFiles.noisy(40, 30, 1, 20));

    Process process = denoise(large, larger, small);
    assertThat(process.waitFor()).as(text("err")).isEqualTo(1);

    assertThat(text("err").lines().filter(line -> !line.startsWith("WARNING: "))) // of newer JVMs
        .satisfiesExactly(
            line -> assertThat(line).startsWith("selfsame: " + old + ": cannot be written: "),
            line ->
                assertThat(line)
                    .startsWith(
                        "selfsame: " + images.resolve("b_denoised.tif") + ": cannot be written: "));
    assertThat(text("out")).contains("1 done, 0 skipped, 2 failed");
    assertThat(old).hasBinaryContent(before);
    try (Stream<Path> left = Files.list(images)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a.tif", "a_denoised.tif", "b.tif", "c.png", "c_denoised.png");
    }
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
