package org.selfsame.lab.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {
  @TempDir private Path folder;

  @Test
  void aFileIsAsNumPyDescribesIt() throws IOException {
    Path file = folder.resolve("a.npy");
    NpyFile.write(file, List.of(new float[] {1, 2, 3}, new float[] {-4, 0.5f, 1e-8f}), 2, 1, 3);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(Arrays.copyOf(bytes, 8)).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = content.getShort(8);
    assertThat((10 + header) % 64).isZero();
    assertThat(new String(bytes, 10, header, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 3,), }")
        .endsWith(" \n");
    float[] values = new float[6];
    content.position(10 + header);
    content.asFloatBuffer().get(values);
    assertThat(values).containsExactly(1, 2, 3, -4, 0.5f, 1e-8f);
    assertThat(bytes).hasSize(10 + header + 24);
  }

  @Test
  void aShapeOfAnotherNumberOfElementsIsRefused() {
    Path file = folder.resolve("a.npy");
    assertThatThrownBy(() -> NpyFile.write(file, List.of(new float[5]), 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("5 elements for an array of shape [2, 3]");
    assertThat(file).doesNotExist();
  }
}
