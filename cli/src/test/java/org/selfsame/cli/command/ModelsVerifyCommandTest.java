package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.cli.Checkpoints;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.cli.print.NumberText;
import org.selfsame.model.Catalog;
import org.selfsame.model.ModelCard;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.system.Sha256;
import org.selfsame.task.Denoise;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;

class ModelsVerifyCommandTest {
  @TempDir Path folder;

  @Test
  void everyShippedModelIsWholeAndOfItsCard() throws IOException {
    for (ModelCard card : Catalog.shipped().cards()) {
      CommandLineRun run = CommandLineRun.of("models", "verify", card.id());
      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .startsWith(card.id() + " is complete and works")
          .contains(card.sha256())
          .contains(card.task().description())
          .contains(NumberText.grouped(card.parameters()));
    }
  }

  @Test
  void theFactsOfAWeightFileArePrintedForAProgram() throws IOException {
    Path file = TestFiles.writeModel(folder.resolve("net.safetensors"));
    CommandLineRun run = CommandLineRun.of("models", "verify", file, "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    JsonNode facts = new ObjectMapper().readTree(run.out());
    assertThat(facts.get("model").asText()).isEqualTo(file.toString());
    assertThat(facts.get("sha256").asText()).isEqualTo(Sha256.of(Files.readAllBytes(file)));
    assertThat(facts.get("bytes").asLong()).isEqualTo(Files.size(file));
    try (Network network = TestFiles.network(true)) {
      assertThat(facts.get("network").asText()).isEqualTo("nlrn");
      assertThat(facts.get("config").asText()).isEqualTo(network.config().toJson());
      assertThat(facts.get("parameters").asLong()).isEqualTo(network.parameters().count());
      assertThat(facts.get("tensors").asInt()).isEqualTo(network.parameters().toArrays().size());
    }
    assertThat(facts.get("task").asText()).isEqualTo(new Denoise(0, 55).toJson());
  }

  @Test
  void aNetworkThatFoldsIsVerifiedAndToldAsSuch() throws IOException {
    NlrnConfig config =
        (NlrnConfig)
            Networks.config(
                NlrnConfig.NAME, "{\"channels\": 4, \"embedding\": 2, \"steps\": 3, \"fold\": 2}");
    try (Network network = Networks.create(config, Device.CPU, 1)) {
      Path file =
          TestFiles.writeModel(folder.resolve("net.safetensors"), network, new Denoise(25, 25));
      CommandLineRun run = CommandLineRun.of("models", "verify", file);
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .contains("NLRN for gray images (3 steps of 4 channels, on squares of 2x2 pixels)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCheckpointOfPyTorchIsVerifiedAsItIs(Checkpoints form) throws IOException {
    RnanConfig config = new RnanConfig(3, 2, 2, Normalization.QUERIES, 2);
    try (Network network = Networks.create(config, Device.CPU, 1)) {
      Path file = form.write(folder.resolve("net.pth"), network.parameters().toArrays());
      CommandLineRun run = CommandLineRun.of("models", "verify", file);
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .contains("RNAN for color images, enlarging x2 (2 blocks of 2 features)")
          .contains("unknown: the file does not say")
          .contains(Sha256.of(Files.readAllBytes(file)));
    }
  }

  @Test
  void whatIsWrongWithAFileIsSaid() throws IOException {
    Path file = folder.resolve("net.safetensors");
    byte[] good = Files.readAllBytes(TestFiles.writeModel(file));
    Files.write(file, Arrays.copyOf(good, good.length - 5));
    assertFailure(file, "is truncated");
    byte[] damaged = good.clone();
    damaged[20] = 0;
    Files.write(file, damaged);
    assertFailure(file, "net.safetensors");
    assertFailure(folder.resolve("missing.safetensors"), "there is no weight file");
    assertFailure(folder.resolve("missing.pt"), "there is no weight file");
    assertFailure(Files.write(folder.resolve("renamed.pt"), good), "is a safetensors file");
  }

  @Test
  void whatIsWrongWithTheWeightsIsSaid() throws IOException {
    try (Network network = Networks.create(PlainConfig.dncnn(1, 4, 3), Device.CPU, 1)) {
      Map<String, String> metadata = TestFiles.metadata(network, new Denoise(25, 25));
      Path file = folder.resolve("net.safetensors");

      Map<String, WeightArray> arrays = new LinkedHashMap<>(network.parameters().toArrays());
      arrays.get("model.2.bias").values()[0] = Float.NaN;
      TestFiles.writeModel(file, metadata, arrays);
      assertFailure(file, "tensor model.2.bias holds NaN, expected finite numbers");

      arrays.put("model.2.bias", new WeightArray(new long[] {3}, new float[3]));
      TestFiles.writeModel(file, metadata, arrays);
      assertFailure(file, "tensor model.2.bias has shape [3], expected [4]");

      arrays.remove("model.2.bias");
      TestFiles.writeModel(file, metadata, arrays);
      assertFailure(file, "has no tensor model.2.bias");

      arrays = new LinkedHashMap<>(network.parameters().toArrays());
      for (String layer : new String[] {"model.0.weight", "model.2.weight", "model.4.weight"}) {
        Arrays.fill(arrays.get(layer).values(), 1e30f);
      }
      TestFiles.writeModel(file, metadata, arrays);
      assertFailure(file, "restores a random image of 32 x 32 pixels to a sample of");
    }
  }

  private static void assertFailure(Path file, String message) {
    CommandLineRun run = CommandLineRun.of("models", "verify", file, "--json");
    assertThat(run.err()).startsWith("selfsame: ").contains(file.toString()).contains(message);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void whatIsNeitherAModelNorAFileIsAUsageError() {
    CommandLineRun run = CommandLineRun.of("models", "verify", "nlrn-heavy");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("model 'nlrn-heavy' is not shipped: expected one of denoise-photo")
        .contains("Try: selfsame models help verify");
    assertThat(CommandLineRun.of("models", "verify").exitCode()).isEqualTo(2);
  }
}
