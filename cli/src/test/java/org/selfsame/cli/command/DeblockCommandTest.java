package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.network.Plain;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.Rnan;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.task.Deblock;
import org.selfsame.task.Denoise;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;

/** Deblocking with a network that adds 25.5 of 255 to all luma. */
class DeblockCommandTest {
  @TempDir private Path folder;
  private Path images;
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    RnanConfig config = new RnanConfig(1, 4, 2, Normalization.KEYS, 1);
    try (Rnan network = new Rnan(config, Device.CPU, 1)) {
      Map<String, WeightArray> arrays = new LinkedHashMap<>(network.parameters().toArrays());
      Arrays.fill(arrays.get("tail.0.weight").values(), 0);
      Arrays.fill(arrays.get("tail.0.bias").values(), 25.5f);
      model =
          TestFiles.writeModel(
              folder.resolve("model.safetensors"),
              TestFiles.metadata(network, new Deblock(10, 40)),
              arrays);
    }
  }

  private CommandLineRun deblock(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("deblock", "--model", model));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray());
  }

  private Path writeJpeg(String name, int quality, int channels) throws IOException {
    Path file = images.resolve(name);
    ImageFiles.write(
        file,
        Picture.of(TestFiles.pattern(24, 17, channels), SampleFormat.UINT8),
        new JpegCompression(quality).writeOptions());
    return file;
  }

  @ParameterizedTest
  @CsvSource({"10, 1", "33, 3"})
  void theQualityIsReadFromTheFile(int quality, int channels) throws IOException {
    Path jpeg = writeJpeg("a.jpg", quality, channels);
    CommandLineRun run = deblock(jpeg, "--format", "png");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    Path result = images.resolve("a_deblocked.png");
    assertThat(run.out()).startsWith("%s -> %s (quality %d, ".formatted(jpeg, result, quality));
    Image before = ImageFiles.read(jpeg).image();
    Image after = ImageFiles.read(result).image();
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < after.plane(c).length; i++) {
        float expected = Math.min(1, before.plane(c)[i] + 0.1f);
        assertThat(after.plane(c)[i]).isCloseTo(expected, within(2.5f / 255));
      }
    }
  }

  @Test
  void theQualityOfWhatIsNoJpegMustBeGiven() throws IOException {
    Path png = TestFiles.write(images.resolve("a.png"), TestFiles.pattern(9, 8, 1));
    CommandLineRun refused = deblock(png);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith(
            "selfsame: %s is not a JPEG file, so its quality is unknown; give --input-quality"
                .formatted(png));
    assertThat(images.resolve("a_deblocked.png")).doesNotExist();
    CommandLineRun run = deblock(png, "--input-quality", 20, "--json");
    assertThat(run.exitCode()).isZero();
    JsonNode facts = new ObjectMapper().readTree(run.out().lines().findFirst().orElseThrow());
    assertThat(facts.get("quality").intValue()).isEqualTo(20);
    assertThat(facts.get("model").textValue()).isEqualTo(model.toString());
  }

  @Test
  void aFileOfAQualityThatTheModelDoesNotKnowIsLeftAndTheOthersAreDone() throws IOException {
    Path fine = writeJpeg("fine.jpg", 90, 3);
    Path poor = writeJpeg("poor.jpg", 5, 3);
    writeJpeg("usual.jpg", 40, 3);
    CommandLineRun run = deblock(images);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "%s has JPEG quality 90, but model %s can deblock, JPEG quality 10 to 40; use --input-quality 40 to treat it as such, which smooths more than necessary"
                .formatted(fine, model))
        .contains("%s has JPEG quality 5, but".formatted(poor))
        .contains("use --input-quality 10 to treat it as such");
    assertThat(images.resolve("usual_deblocked.jpg")).exists();
    assertThat(images.resolve("fine_deblocked.jpg")).doesNotExist();
    assertThat(deblock(fine, "--input-quality", 40).exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "41,   '--input-quality 41: model'",
    "0,    '--input-quality 0: model'",
    "x,    '--input-quality x: expected a whole number or auto'",
    "12.5, '--input-quality 12.5: expected a whole number or auto'"
  })
  void aWrongQualityIsRefused(String quality, String message) throws IOException {
    CommandLineRun run = deblock(writeJpeg("a.jpg", 20, 1), "--input-quality", quality);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("selfsame: " + message);
  }

  @Test
  void patchesAreRefusedAsTheNetworkHasNoNeighborhood() throws IOException {
    CommandLineRun run = deblock(writeJpeg("a.jpg", 20, 1), "--protocol", "overlapped");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(
            "selfsame: --protocol overlapped: model %s has no neighborhood to cut patches by"
                .formatted(model));
    CommandLineRun benchmark =
        CommandLineRun.of("benchmark", "--config", "rnan", "--protocol", "overlapped");
    assertThat(benchmark.exitCode()).isEqualTo(2);
    assertThat(benchmark.err())
        .startsWith("selfsame: --protocol overlapped: model rnan (untrained) has no neighborhood");
  }

  @Test
  void aModelForAnotherTaskIsRefused() throws IOException {
    try (Plain network = new Plain(PlainConfig.dncnn(1, 4, 3), Device.CPU, 1)) {
      model =
          TestFiles.writeModel(folder.resolve("dncnn.safetensors"), network, new Denoise(25, 25));
    }
    Path jpeg = writeJpeg("a.jpg", 20, 1);
    CommandLineRun run = deblock(jpeg);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is for 'denoise, sigma 25': expected one that deblocks");
    // It denoises, though.
    assertThat(CommandLineRun.of("denoise", jpeg, "--model", model).exitCode()).isZero();
  }
}
