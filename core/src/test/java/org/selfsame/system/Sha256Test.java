package org.selfsame.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  @TempDir private Path folder;

  @Test
  void theHashIsThatOfTheStandardsExample() throws IOException {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(Sha256.of(abc)).isEqualTo(expected);
    assertThat(Sha256.of(Files.write(folder.resolve("abc"), abc))).isEqualTo(expected);
  }

  @Test
  void aFileLargerThanTheBufferIsHashedWhole() throws IOException {
    byte[] content = new byte[200_000];
    assertThat(Sha256.of(Files.write(folder.resolve("zeros"), content)))
        .isEqualTo(Sha256.of(content));
  }
}
