package org.selfsame.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelOptionsTest {
  @TempDir private Path folder;

  @Test
  void aWeightFileMayHaveAnyNameAndNeedNotExistIfItsNameSaysWhatItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("checkpoint"), "");
    assertThat(ModelOptions.isFile(file.toString())).isTrue();
    assertThat(ModelOptions.isFile(folder.resolve("missing.safetensors").toString())).isTrue();
  }

  @Test
  void aFolderOrWhatDoesNotExistIsNoWeightFile() {
    assertThat(ModelOptions.isFile(folder.toString())).isFalse();
    assertThat(ModelOptions.isFile(folder.resolve("missing").toString())).isFalse();
  }
}
