package org.selfsame.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReplacementTest {
  @TempDir private Path folder;

  @Test
  void aFailureLeavesTheOldFileAndNoOther() throws IOException {
    Path file = Files.writeString(folder.resolve("image.png"), "old");
    Map<IOException, String> failures =
        Map.of(
            new IOException("No space left on device"), "the disk is full",
            new IOException("There is not enough space on the disk"), "the disk is full",
            new IOException("Disk quota exceeded"), "the disk is full",
            new AccessDeniedException("x"), "may not be written to",
            new IOException("Read-only file system"), "may not be written to",
            new IOException("Input/output error"), "cannot be written: Input/output error");

    failures.forEach(
        (failure, message) ->
            assertThatThrownBy(
                    () ->
                        FileReplacement.write(
                            file,
                            out -> {
                              out.write(new byte[100_000]);
                              throw failure;
                            }))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message));

    assertThat(file).hasContent("old");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theOldFileIsThereWhileTheNewOneIsWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    FileReplacement.write(
        file,
        out -> {
          out.write('n');
          out.flush();
          assertThat(file).hasContent("old");
        });
    assertThat(file).hasContent("n");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void textIsWrittenInUtf8() throws IOException {
    Path file = folder.resolve("a.txt");
    FileReplacement.writeString(file, "\u03c3 = 25");
    assertThat(Files.readString(file)).isEqualTo("\u03c3 = 25");
  }

  @Test
  void whatTheContentSaysOfItselfIsKept() {
    Path file = folder.resolve("a.txt");
    assertThatThrownBy(
            () ->
                FileReplacement.write(
                    file,
                    out -> {
                      throw new IOException("it is too wide.");
                    }))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(file + ": cannot be written: it is too wide.");
    assertThat(folder).isEmptyDirectory();
  }
}
