package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;

class BenchmarkCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NUMBER = " +[\\d.]+";

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    model = TestFiles.writeModel(folder.resolve("model.safetensors"));
  }

  private CommandLineRun benchmark(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("benchmark", "--model", model, "--device", "cpu"));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray());
  }

  private static List<String> keys(JsonNode node) {
    return node.propertyStream().map(entry -> entry.getKey()).toList();
  }

  @Test
  void theTableHasARowForEachSizePrecisionAndProtocol() {
    CommandLineRun run = benchmark("--size", "20x13,8x8", "--overlapped-crop", "9", "--repeat=1");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(0))
        .startsWith("model " + model + ", cpu, ")
        .endsWith(" threads; one run after a warm-up");
    assertThat(lines.get(1))
        .matches(
            "SIZE +PRECISION +PROTOCOL +TIMED ON +SECONDS +MPIXEL/S +US/PIXEL +GFLOP +GFLOP/S"
                + " +OF PEAK +MEMORY");
    String figures = NUMBER.repeat(5) + NUMBER + "% +([\\d,]+ MB|-)";
    assertThat(lines.subList(2, 10))
        .satisfiesExactly(
            line -> assertThat(line).matches("20x13 +bf16 +whole +all" + figures),
            line -> assertThat(line).matches("20x13 +bf16 +overlapped +9x9 x [\\d.]+" + figures),
            line -> assertThat(line).matches("20x13 +fp32 +whole +all" + figures),
            line -> assertThat(line).matches("20x13 +fp32 +overlapped +9x9 x [\\d.]+" + figures),
            line -> assertThat(line).matches("8x8 +bf16 +whole +all" + figures),
            line -> assertThat(line).matches("8x8 +bf16 +overlapped +all" + figures),
            line -> assertThat(line).matches("8x8 +fp32 +whole +all" + figures),
            line -> assertThat(line).matches("8x8 +fp32 +overlapped +all" + figures));
    assertThat(lines.get(10)).isEmpty();
    assertThat(lines.get(11)).matches("peak in bf16: [\\d.]+ GFLOP/s, by .*\\d.*");
    assertThat(lines.get(12)).matches("peak in fp32: [\\d.]+ GFLOP/s, by .*\\d.*");
    assertThat(lines)
        .filteredOn(line -> line.contains("times as fast"))
        .hasSize(8)
        .first()
        .asString()
        .matches("20x13: whole in bf16 is [\\d.]+ times as fast as overlapped in bf16");
    assertThat(run.out()).contains("overlapped: timed on part of the image").contains("memory: ");
  }

  @Test
  void theJsonHasAllFiguresAndNothingElseIsPrinted() throws IOException {
    CommandLineRun run =
        benchmark("--size", "20x13", "--precision", "fp32", "--repeat=2", "--json", "-");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    JsonNode root = JSON.readTree(run.out());
    assertThat(keys(root))
        .containsExactly(
            "model", "network", "config", "device", "threads", "repeat", "peaks", "rows", "ratios");
    assertThat(root.get("model").asText()).isEqualTo(model.toString());
    assertThat(root.get("network").asText()).isEqualTo("nlrn");
    assertThat(root.get("config").get("neighborhood").asInt()).isEqualTo(5);
    assertThat(root.get("peaks")).hasSize(1);
    assertThat(root.get("peaks").get(0).get("precision").asText()).isEqualTo("fp32");
    JsonNode whole = root.get("rows").get(0);
    assertThat(keys(whole))
        .startsWith(
            "width",
            "height",
            "precision",
            "protocol",
            "seconds",
            "timedWidth",
            "timedHeight",
            "scale",
            "runs",
            "megapixelsPerSecond",
            "microsecondsPerPixel",
            "necessaryGflop",
            "gflopPerSecond",
            "shareOfPeak");
    assertThat(whole.get("width").asInt()).isEqualTo(20);
    assertThat(whole.get("height").asInt()).isEqualTo(13);
    assertThat(whole.get("runs")).hasSize(2);
    // Convolutions 9 * 4 * 3 + 18 * 16, 1x1 ones 2 * 8 + 16, products 25 * 6, for 260 pixels.
    assertThat(whole.get("necessaryGflop").asDouble())
        .isEqualTo(2e-9 * 260 * (108 + 288 + 32 + 150));
    double share =
        whole.get("gflopPerSecond").asDouble()
            / root.get("peaks").get(0).get("gflopPerSecond").asDouble();
    assertThat(whole.get("shareOfPeak").asDouble()).isCloseTo(share, within(1e-9));
    assertThat(
            StreamSupport.stream(root.get("rows").spliterator(), false)
                .map(row -> row.get("protocol").asText()))
        .containsExactly("whole", "overlapped");
    JsonNode ratio = root.get("ratios").get(0);
    assertThat(keys(ratio))
        .containsExactly("width", "height", "whole", "overlapped", "timesAsFast");
    assertThat(ratio.get("timesAsFast").asDouble())
        .isEqualTo(
            root.get("rows").get(1).get("seconds").asDouble() / whole.get("seconds").asDouble());
  }

  @Test
  void theJsonIsWrittenToAFileBesideTheTable() throws IOException {
    Path file = folder.resolve("speed.json");
    CommandLineRun run =
        benchmark(
            "--size=8x8", "--precision=fp32", "--protocol=whole", "--repeat=1", "--json", file);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("8x8").doesNotContain("{").doesNotContain("times as fast");
    assertThat(JSON.readTree(Files.readString(file)).get("rows")).hasSize(1);
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void anUntrainedNetworkIsNamedAsSuch() {
    CommandLineRun run =
        CommandLineRun.of(
            "benchmark",
            "--config=light",
            "--size=4x4",
            "--precision=fp32",
            "--protocol=whole",
            "--repeat=1");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("model light (untrained), ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--size=0x256 | --size 0x256: expected WIDTHxHEIGHT in pixels, such as 640x480",
        "--size=64x64,large | --size large: expected WIDTHxHEIGHT in pixels",
        "--precision=fp16 | --precision fp16: expected fp32 or bf16, or both",
        "--protocol=half | --protocol half: expected whole or overlapped, or both",
        "--device=gpu | --device gpu: expected cpu, cuda or cuda:N",
        "--repeat=0 | --repeat 0: expected at least 1",
        "--overlapped-crop=0 | --overlapped-crop 0: expected at least 1",
        "--tile=3 | --tile 3: expected at least",
        "--memory=lots | --memory lots: expected auto, or bytes such as 4g or 512m",
        "--memory=1k --protocol=whole | --memory 1k: model denoise-gray needs",
        "--config=huge | --config huge: expected one of full, light, fast, best, rnan, dncnn, ffdnet, ffdnet-color",
        "--config=full --model=denoise-gray | --model and --config: give only one of them",
        "--model=nlrn-heavy | model 'nlrn-heavy' is not shipped: expected one of denoise-photo",
        "--json=missing/speed.json | --json missing/speed.json: folder",
      })
  void wrongArgumentsAreRefusedBeforeTheWork(String arguments, String message) {
    List<String> all = new ArrayList<>(List.of("benchmark"));
    all.addAll(List.of(arguments.split(" ")));
    CommandLineRun run = CommandLineRun.of(all.toArray());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("selfsame: " + message)
        .endsWith("Try: selfsame help benchmark" + System.lineSeparator());
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aModelThatCannotBeReadIsNamed() throws IOException {
    Files.writeString(model, "no weights");
    CommandLineRun run = benchmark();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("selfsame: " + model);
    assertThat(run.out()).isEmpty();
  }
}
