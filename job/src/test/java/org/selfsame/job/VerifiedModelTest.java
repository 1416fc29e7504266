package org.selfsame.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.network.PlainConfig;
import org.selfsame.system.Sha256;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightFile;

class VerifiedModelTest {
  private static final PlainConfig CONFIG = PlainConfig.dncnn(1, 4, 3);
  private static final Task TASK = new Denoise(25, 25);

  @TempDir private Path folder;

  @Test
  void theFactsOfAFileAreThoseOfItsNetwork() throws IOException {
    Path file = folder.resolve("net.safetensors");
    try (Network network = Networks.create(CONFIG, Device.CPU, 1)) {
      Map<String, String> metadata =
          Map.of("network", CONFIG.network(), "config", CONFIG.toJson(), "task", TASK.toJson());
      new WeightFile(metadata, network.parameters().toArrays()).write(file);
      assertThat(VerifiedModel.ofFile(file))
          .isEqualTo(
              new VerifiedModel(
                  file.toString(),
                  Sha256.of(file),
                  Files.size(file),
                  CONFIG,
                  Optional.of(TASK),
                  network.parameters().count(),
                  network.parameters().toArrays().size()));
    }
  }

  @Test
  void aModelThatIsNotShippedIsRefused() {
    assertThatThrownBy(() -> VerifiedModel.ofShipped("nlrn-heavy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not shipped");
  }

  @Test
  void checkpointsAreKnownByTheirNames() {
    assertThat(VerifiedModel.isCheckpoint("net.pt")).isTrue();
    assertThat(VerifiedModel.isCheckpoint("net.pth")).isTrue();
    assertThat(VerifiedModel.isCheckpoint("net.safetensors")).isFalse();
  }
}
