package org.selfsame.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFileTest {
  @TempDir private Path folder;

  @Test
  void aWeightFileMayHaveAnyNameAndNeedNotExistIfItsNameSaysWhatItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("checkpoint"), "");
    assertThat(Catalog.isFile(file.toString())).isTrue();
    assertThat(Catalog.isFile(folder.resolve("missing.safetensors").toString())).isTrue();
  }

  @Test
  void aFolderOrWhatDoesNotExistIsNoWeightFile() {
    assertThat(Catalog.isFile(folder.toString())).isFalse();
    assertThat(Catalog.isFile(folder.resolve("missing").toString())).isFalse();
  }
}
