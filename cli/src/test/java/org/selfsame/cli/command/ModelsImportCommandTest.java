package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.cli.Checkpoints;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.model.Model;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Networks;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.system.Sha256;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFile;

class ModelsImportCommandTest {
  private static final PlainConfig GRAY = PlainConfig.dncnn(1, 4, 3);
  private static final PlainConfig COLOR = PlainConfig.dncnn(3, 4, 3);

  @TempDir Path folder;

  private static Map<String, WeightArray> weights(NetworkConfig config) {
    try (Network network = Networks.create(config, Device.CPU, 7)) {
      return new LinkedHashMap<>(network.parameters().toArrays());
    }
  }

  private static RnanConfig rnan(int channels, int scale) {
    return new RnanConfig(channels, 4, 3, Normalization.QUERIES, scale);
  }

  private Path checkpoint(NetworkConfig config) throws IOException {
    return Checkpoints.LEGACY.write(folder.resolve("net.pt"), weights(config));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static CommandLineRun importOf(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("models", "import"));
    all.addAll(Arrays.asList(arguments));
    return CommandLineRun.of(all.toArray());
  }

  @ParameterizedTest
  @EnumSource
  void aCheckpointBecomesAModelWithACardBesideIt(Checkpoints form) throws IOException {
    RnanConfig config = rnan(1, 1);
    Map<String, WeightArray> weights = weights(config);
    Path file = form.write(folder.resolve("net.v1.pt"), weights);
    CommandLineRun run = importOf(file, "--task", "denoise:10-50");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(names()).containsExactly("net.v1.md", "net.v1.pt", "net.v1.safetensors");
    Path model = folder.resolve("net.v1.safetensors");

    WeightFile written = WeightFile.read(model);
    assertThat(written.arrays()).isEqualTo(weights);
    String source = "net.v1.pt, sha256 " + Sha256.of(Files.readAllBytes(file));
    assertThat(written.metadata())
        .containsOnly(
            Map.entry("network", "rnan"),
            Map.entry("config", config.toJson()),
            Map.entry("task", "{\"type\":\"denoise\",\"sigmaMin\":10.0,\"sigmaMax\":50.0}"),
            Map.entry("source", source));
    assertThat(folder.resolve("net.v1.md"))
        .content()
        .startsWith("# net.v1\n")
        .contains("RNAN for gray images (3 blocks of 4 features)")
        .contains("denoise, sigma 10 to 50 (given on import)")
        .contains(config.toJson())
        .contains("in 154 tensors")
        .contains(source)
        .contains(Sha256.of(Files.readAllBytes(model)))
        .contains("Nothing else is known of how it was trained");
    assertThat(run.out())
        .contains("RNAN for gray images (3 blocks of 4 features)")
        .contains("Task: denoise, sigma 10 to 50")
        .contains("Written: " + model);
    try (Model loaded = Model.load(model, Device.CPU)) {
      assertThat(loaded.network().config()).isEqualTo(config);
    }
  }

  @Test
  void anImportedModelRestoresImages() throws IOException {
    Path model = folder.resolve("twice.safetensors");
    assertThat(importOf(checkpoint(rnan(3, 2)), "-o", model).exitCode()).isZero();
    assertThat(folder.resolve("twice.md")).content().contains("upscale, x2 (shown by the network)");
    Path image = TestFiles.write(folder.resolve("in.png"), TestFiles.pattern(16, 12, 3));
    CommandLineRun run =
        CommandLineRun.of("upscale", image, "--scale", 2, "--model", model, "--device", "cpu");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "denoise:25, '{\"type\":\"denoise\",\"sigmaMin\":25.0,\"sigmaMax\":25.0}'",
    "denoise:2.5-55, '{\"type\":\"denoise\",\"sigmaMin\":2.5,\"sigmaMax\":55.0}'",
    "deblock:10, '{\"type\":\"deblock\",\"qualityMin\":10,\"qualityMax\":10}'",
    "deblock:10-40, '{\"type\":\"deblock\",\"qualityMin\":10,\"qualityMax\":40}'",
    "'upscale:2', '{\"type\":\"upscale\",\"scales\":[2]}'",
    "'upscale:2,3', '{\"type\":\"upscale\",\"scales\":[2,3]}'",
    "demosaic:GRBG, '{\"type\":\"demosaic\",\"pattern\":\"GRBG\"}'",
    "demosaic:rggb, '{\"type\":\"demosaic\",\"pattern\":\"RGGB\"}'"
  })
  void aTaskIsGivenInWords(String words, String json) throws IOException {
    Path file = checkpoint(words.startsWith("demosaic") ? COLOR : GRAY);
    CommandLineRun run = importOf(file, "--task", words);
    assertThat(run.err()).isEmpty();
    assertThat(WeightFile.read(folder.resolve("net.safetensors")).metadata())
        .containsEntry("task", json);
  }

  @ParameterizedTest
  @CsvSource({
    "'', is not a task",
    "denoise, is not a task",
    "denoise:, is not a task",
    "denoise:a, is not a task",
    "denoise:1-2-3, is not a task",
    "denoise:-5, is not a task",
    "denoise:50-10, expected 0 <= sigmaMin <= sigmaMax",
    "denoise:NaN, expected 0 <= sigmaMin",
    "deblock:0, expected 1 <= qualityMin",
    "deblock:10.5, is not a task",
    "upscale:, is not a task",
    "upscale:1, expected different factors",
    "demosaic:rgb, 'expected one of rggb, bggr, grbg, gbrg'",
    "sharpen:1, 'expected denoise:25, denoise:0-55, denoise-photo, deblock:10'"
  })
  void aTaskThatCannotBeIsAUsageError(String words, String message) throws IOException {
    assertUsageError(message, checkpoint(GRAY), "--task", words);
  }

  @Test
  void aTaskThatDoesNotFitTheNetworkIsAUsageError() throws IOException {
    Path gray = Checkpoints.ZIP.write(folder.resolve("gray.pt"), weights(GRAY));
    Path color = Checkpoints.ZIP.write(folder.resolve("color.pt"), weights(COLOR));
    Path enlarging = Checkpoints.ZIP.write(folder.resolve("x3.pt"), weights(rnan(3, 3)));
    String luma = "a network with imageChannels 3: expected 1 (luma)";
    String sameSize = "a network with scale 3: expected 1 when the task is to ";
    assertUsageError(luma, color, "--task", "deblock:10");
    assertUsageError(sameSize + "deblock", enlarging, "--task", "deblock:10");
    assertUsageError("expected 3 (red, green and blue)", gray, "--task", "demosaic:grbg");
    assertUsageError(sameSize + "demosaic", enlarging, "--task", "demosaic:grbg");
    assertUsageError(sameSize + "denoise", enlarging, "--task", "denoise:9");
    for (String scales : List.of("2", "3,4")) {
      assertUsageError(
          "with scale 3: expected 1, or a task for that scale only,",
          enlarging,
          "--task",
          "upscale:" + scales);
    }
    assertUsageError(luma, color, "--task", "upscale:2");
    assertUsageError("give --task, such as denoise:25", gray);
    assertThat(importOf(enlarging, "--task", "upscale:3").exitCode()).isZero();
  }

  @Test
  void anFfdnetIsKnownByItsChannelsAndToldTheNoiseLevel() throws IOException {
    PlainConfig config = new PlainConfig(3, 4, 3, 2, true, false, List.of());
    Path file = checkpoint(config);
    CommandLineRun run = importOf(file, "--task", "denoise:0-75");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("FFDNet for color images (3 layers of 4 features)");
    Path model = folder.resolve("net.safetensors");
    assertThat(WeightFile.read(model).metadata())
        .containsEntry("network", "plain")
        .containsEntry("config", config.toJson());
    Path image = TestFiles.write(folder.resolve("in.png"), TestFiles.pattern(15, 9, 3));
    CommandLineRun denoised =
        CommandLineRun.of("denoise", image, "--sigma", 25, "--model", model, "--device", "cpu");
    assertThat(denoised.err()).isEmpty();
    assertThat(denoised.exitCode()).isZero();
    assertUsageError(
        "a network with a noiseChannel: expected none when the task is to demosaic",
        file,
        "--task",
        "demosaic:grbg",
        "--overwrite");
  }

  @Test
  void whatShapesDoNotTellIsAskedFor() throws IOException {
    Path file = checkpoint(PlainConfig.dncnn(1, 64, 7));
    assertFailure(
        "say which with --network dncnn or --network ircnn", file, "--task", "denoise:25");
    CommandLineRun run = importOf(file, "--task", "denoise:25", "--network", "ircnn");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("IRCNN for gray images (7 layers of 64 features)");
    Map<String, String> written = WeightFile.read(folder.resolve("net.safetensors")).metadata();
    assertThat(written.get("config")).contains("\"dilations\":[1,2,3,4,3,2,1]");
    assertThat(written.get("source")).endsWith(", as IRCNN");
  }

  @Test
  void aNetworkThatTheFileIsNotIsRefused() throws IOException {
    Path file = checkpoint(GRAY);
    assertFailure(
        "the last makes 1: expected 5 and 4 (gray) or 13 and 12 (color), as FFDNet has",
        file,
        "--network",
        "ffdnet",
        "--task",
        "denoise:25");
    assertUsageError(
        "--network swinir: expected dncnn, ffdnet, fdncnn, ircnn or vdsr",
        file,
        "--network",
        "swinir",
        "--task",
        "denoise:25");
  }

  @Test
  void argumentsThatCannotBeAreUsageErrors() throws IOException {
    Path file = checkpoint(GRAY);
    assertUsageError("ends with .safetensors", file, "--task", "denoise:9", "-o", folder);
    assertUsageError("FILE is empty", "");
    assertUsageError("FILE");
    assertUsageError("Unknown option", file, "--half");
  }

  private void assertUsageError(String message, Object... arguments) throws IOException {
    List<String> before = names();
    CommandLineRun run = importOf(arguments);
    assertThat(run.err()).contains(message).contains("Try: selfsame models help import");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(names()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"net.safetensors", "net.md"})
  void whatExistsIsReplacedOnlyWhenAskedFor(String existing) throws IOException {
    Path file = checkpoint(GRAY);
    Path old = Files.writeString(folder.resolve(existing), "old");
    assertFailure(
        old + ": already exists; use --overwrite to replace it", file, "--task", "denoise:9");
    assertThat(old).hasContent("old");
    assertThat(importOf(file, "--task", "denoise:9", "--overwrite").exitCode()).isZero();
    assertThat(names()).containsExactly("net.md", "net.pt", "net.safetensors");
    assertThat(Files.size(old)).isGreaterThan(3);
  }

  @Test
  void maliciousAndDamagedFilesAreRefusedAndNothingIsWritten() throws IOException {
    Path proof = folder.resolve("executed");
    byte[] attack =
        "\u0080\u0002cposix\nsystem\n(X%c\0\0\0touch %stR."
            .formatted(6 + proof.toString().length(), proof)
            .getBytes(StandardCharsets.ISO_8859_1);
    Path file = folder.resolve("evil.pt");
    Files.write(file, attack);
    assertFailure("evil.pt", file, "--task", "denoise:9");
    byte[] good = Checkpoints.LEGACY.file(weights(GRAY));
    byte[] dictOfAttack = new byte[25 + attack.length];
    System.arraycopy(good, 0, dictOfAttack, 0, 25); // up to the pickle of the state dict
    System.arraycopy(attack, 0, dictOfAttack, 25, attack.length);
    Files.write(file, dictOfAttack);
    assertFailure("asks Python for \"posix.system\"", file, "--task", "denoise:9");
    assertThat(proof).doesNotExist();

    Files.write(file, Arrays.copyOf(good, good.length - 3));
    assertFailure("evil.pt", file, "--task", "denoise:9");
    byte[] zip = Checkpoints.ZIP.file(weights(GRAY));
    Files.write(file, Arrays.copyOf(zip, zip.length / 2));
    assertFailure("evil.pt", file, "--task", "denoise:9");
    Files.write(file, new byte[0]);
    assertFailure("evil.pt is empty", file, "--task", "denoise:9");
    assertFailure("there is no weight file", folder.resolve("missing.pt"));
    assertFailure("is a folder", folder, "-o", folder.resolve("a.safetensors"));
  }

  /** A network of two steps, written by the tests of bundles in core. */
  @Test
  void aSavedModelOfTensorFlowBecomesAModel() throws IOException, URISyntaxException {
    Path bundle = Path.of(ModelsImportCommandTest.class.getResource("nlrn-saved-model").toURI());
    Path model = folder.resolve("nlrn.safetensors");
    CommandLineRun asked = importOf(bundle, "--task", "denoise:25", "-o", model);
    assertThat(asked.exitCode()).isEqualTo(1);
    assertThat(asked.err()).contains("an NLRN of 2 steps", "--propagate or --no-propagate");
    assertThat(model).doesNotExist();

    CommandLineRun run = importOf(bundle, "--task", "denoise:25", "-o", model, "--no-propagate");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Task: denoise, sigma 25");
    try (Model imported = Model.load(model, Device.CPU)) {
      NlrnConfig config = (NlrnConfig) imported.network().config();
      assertThat(config.propagate()).isFalse();
      assertThat(config.steps()).isEqualTo(2);
      assertThat(config.neighborhood()).isEqualTo(43);
    }
    assertThat(folder.resolve("nlrn.md"))
        .content()
        .contains(
            "nlrn-saved-model, sha256 "
                + Sha256.of(bundle.resolve("variables/variables.data-00000-of-00001")));
  }

  @Test
  void weightsThatAreNoNetworksAreRefusedAndNothingIsWritten() throws IOException {
    Path file = folder.resolve("net.pt");
    Checkpoints.ZIP.write(file, Map.of("fc.weight", new WeightArray(new long[] {1}, new float[1])));
    assertFailure("the tensors fc.weight. Known are NLRN", file, "--task", "denoise:9");
    Map<String, WeightArray> weights = weights(GRAY);
    weights.get("model.2.bias").values()[1] = Float.NaN;
    Checkpoints.ZIP.write(file, weights);
    assertFailure("tensor model.2.bias holds NaN", file, "--task", "denoise:9");
    weights = weights(rnan(1, 1));
    weights.remove("body.0.body.1.bias");
    Checkpoints.ZIP.write(file, weights);
    assertFailure("has no tensor body.0.body.1.bias", file, "--task", "denoise:9");
  }

  private void assertFailure(String message, Object... arguments) throws IOException {
    List<String> before = names();
    CommandLineRun run = importOf(arguments);
    assertThat(run.err()).startsWith("selfsame: ").contains(message);
    assertThat(run.err().lines().count()).isLessThanOrEqualTo(2);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(names()).isEqualTo(before);
  }
}
