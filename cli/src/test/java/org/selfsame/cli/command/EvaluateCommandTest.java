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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.network.Network;
import org.selfsame.network.Networks;
import org.selfsame.network.PlainConfig;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;

class EvaluateCommandTest {
  @TempDir private Path folder;
  private Path set;
  private Path model;

  @BeforeEach
  void makeFiles() throws IOException {
    set = Files.createDirectory(folder.resolve("set"));
    TestFiles.write(set.resolve("a.png"), TestFiles.pattern(64, 48, 1));
    TestFiles.write(set.resolve("b.png"), TestFiles.pattern(48, 64, 3));
    model = TestFiles.writeModel(folder.resolve("model.safetensors"));
  }

  private static CommandLineRun evaluate(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("evaluate"));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray());
  }

  private static List<JsonNode> rows(CommandLineRun run) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      rows.add(new ObjectMapper().readTree(line));
    }
    return rows;
  }

  private static JsonNode row(CommandLineRun run) throws IOException {
    assertThat(run.err()).isEmpty();
    List<JsonNode> rows = rows(run);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  @Test
  void eachFolderLevelAndMethodHasARow() throws IOException {
    Path more = Files.createDirectory(folder.resolve("another set"));
    TestFiles.write(more.resolve("a.png"), TestFiles.pattern(20, 20, 1));
    CommandLineRun run =
        evaluate("--data", set, more, "--level", "15,25", "--model", model, "--baseline", "none");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches("SET +LEVEL +METHOD +IMAGES +PSNR +SSIM +S/IMAGE +MEMORY +PAPER"),
            line -> assertThat(line).matches("set +15 +none +2 +24\\.\\d\\d +.*"),
            line -> assertThat(line).matches("set +15 +.*model.safetensors +2 +\\d\\d\\.\\d\\d.*"),
            line -> assertThat(line).matches("set +25 +none +2 +20\\.\\d\\d +.*"),
            line -> assertThat(line).startsWith("set"),
            line -> assertThat(line).startsWith("another set"),
            line -> assertThat(line).startsWith("another set"),
            line -> assertThat(line).startsWith("another set"),
            line -> assertThat(line).startsWith("another set"));
  }

  @Test
  void aClassicMethodIsNamedAsAModelOrAsABaseline() throws IOException {
    List<JsonNode> rows =
        rows(evaluate("--data", set, "--level", "25", "--json", "--model", model + ",nlm"));
    JsonNode baseline =
        row(evaluate("--data", set, "--level", "25", "--json", "--baseline", "nlm"));
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).get("method").asText()).isEqualTo("nlm");
    assertThat(rows.get(1).get("psnr")).isEqualTo(baseline.get("psnr"));
  }

  @Test
  void rowsCanBeRepeatedAndDependOnWhatTheySayTheyDo() throws IOException {
    Object[] base = {"--data", set, "--level", "25", "--json", "--model", model};
    JsonNode row = row(evaluate(with(base, "--gray")));
    assertThat(row.get("set").asText()).isEqualTo("set");
    assertThat(row.get("imagesMeasured").asInt()).isEqualTo(2);
    assertThat(row.get("condition").asText()).contains("sigma 25", "seed 0", "gray");
    assertThat(row.get("weights").asLong()).isPositive();
    assertThat(row(evaluate(with(base, "--gray"))).get("psnr")).isEqualTo(row.get("psnr"));
    for (Object[] other :
        new Object[][] {
          {"--gray", "--seed", "1"},
          {},
          {"--gray", "--noise", "8bit"},
          {"--gray", "--protocol", "overlapped"},
          {"--gray", "--ensemble"}
        }) {
      assertThat(row(evaluate(with(base, other))).get("psnr"))
          .as("%s", List.of(other))
          .isNotEqualTo(row.get("psnr"));
    }
  }

  private static Object[] with(Object[] first, Object... more) {
    List<Object> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void everyTaskHasABaselineWithoutWeights() throws IOException {
    for (String task :
        List.of("denoise", "denoise-photo", "upscale", "deblock", "deblock-color", "demosaic")) {
      Path color = Files.createDirectories(folder.resolve("color"));
      TestFiles.write(color.resolve("b.png"), TestFiles.pattern(48, 64, 3));
      String baseline =
          switch (task) {
            case "upscale" -> "bicubic";
            case "demosaic" -> "bilinear";
            default -> "none";
          };
      CommandLineRun run =
          evaluate("--task", task, "--data", color, "--baseline", baseline, "--json");
      assertThat(run.exitCode()).as(run.err()).isZero();
      for (JsonNode row : rows(run)) {
        assertThat(row.get("method").asText()).isEqualTo(baseline);
        assertThat(row.get("psnr").asDouble()).isBetween(10.0, 60.0);
        assertThat(row.has("psnrB")).isEqualTo(task.equals("deblock"));
      }
    }
  }

  @Test
  void photographsAreRestoredAsTheyAreByBlindModelsAndByThoseThatAreTold() throws IOException {
    Path pairs = Files.createDirectory(folder.resolve("pairs"));
    TestFiles.write(pairs.resolve("a_real.png"), TestFiles.noisy(48, 40, 3, 20));
    TestFiles.write(pairs.resolve("a_mean.png"), TestFiles.pattern(48, 40, 3));
    Path blind = folder.resolve("blind.safetensors");
    try (Network network = Networks.create(PlainConfig.dncnn(3, 4, 3), Device.CPU, 1)) {
      TestFiles.writeModel(blind, network, Task.named("denoise-photo"));
    }
    Path out = folder.resolve("out");
    Object[] arguments = {
      "--pairs",
      pairs,
      "--model",
      blind + ",nlm",
      "--sigma",
      "20,auto",
      "--baseline",
      "none",
      "--out",
      out
    };
    List<JsonNode> rows = rows(evaluate(with(arguments, "--json")));
    assertThat(rows.stream().map(row -> row.get("method").asText().replaceFirst(".*/", "")))
        .containsExactly("none", "blind.safetensors", "nlm sigma 20", "nlm sigma auto");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.get("level").asText()).isEqualTo("real");
              assertThat(row.get("set").asText()).isEqualTo("pairs");
            });
    assertThat(rows.get(2).get("psnr").asDouble())
        .isGreaterThan(rows.get(0).get("psnr").asDouble() + 5);
    String first = Files.readString(out.resolve("results.csv"));
    assertThat(evaluate(arguments).exitCode()).isZero();
    assertThat(out.resolve("results.csv")).hasContent(first);
    assertThat(out.resolve("index.html"))
        .content()
        .contains("/pairs/a_real.png/degraded.png", "/pairs/a_real.png/nlm_sigma_auto.png");
    Path real = Files.createDirectory(folder.resolve("real"));
    Files.move(pairs.resolve("a_real.png"), real.resolve("a_mean.png"));
    JsonNode two = row(evaluate("--pairs", real, pairs, "--baseline", "none", "--json"));
    assertThat(two.get("psnr")).isEqualTo(rows.get(0).get("psnr"));
  }

  @Test
  void pairsThatAreNoneEndWithAnError() {
    CommandLineRun none = evaluate("--pairs", set, "--baseline", "none");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err())
        .startsWith("selfsame: " + set + ": found no pair of images; expected NAME_real.*");
    assertThat(none.out()).isEmpty();
    CommandLineRun missing = evaluate("--pairs", set, folder.resolve("missing"));
    assertThat(missing.err())
        .startsWith("selfsame: " + folder.resolve("missing") + ": no such folder");
  }

  @Test
  void anyDenoiserIsMeasuredOnTheNoiseOfCameras() throws IOException {
    Files.delete(set.resolve("a.png"));
    Object[] camera = {"--degradation", "camera", "--data", set, "--json", "--seed", "4"};
    List<JsonNode> rows =
        rows(
            evaluate(
                with(camera, "--model", model + ",nlm", "--sigma", "10", "--baseline", "none")));
    assertThat(rows.stream().map(row -> row.get("method").asText().replaceFirst(".*/", "")))
        .containsExactly("none", "model.safetensors sigma 10", "nlm sigma 10");
    assertThat(rows.get(0).get("condition").asText()).contains("camera noise", "seed 4");
    assertThat(row(evaluate(with(camera, "--baseline", "nlm"))).get("method").asText())
        .isEqualTo("nlm sigma auto");
    JsonNode blind =
        row(
            evaluate(
                "--task",
                "denoise-photo",
                "--seed",
                "4",
                "--data",
                set,
                "--baseline",
                "none",
                "--json"));
    assertThat(blind.get("psnr")).isEqualTo(rows.get(0).get("psnr"));
  }

  @Test
  void unclippedNoiseOfSigma25Has20DecibelsAsTheFieldCounts() throws IOException {
    JsonNode row =
        row(evaluate("--data", set, "--level", "25", "--baseline", "none", "--json", "--gray"));
    assertThat(row.get("psnr").asDouble()).isCloseTo(20.17, within(0.15));
  }

  @Test
  void aFolderThatFailsDoesNotKeepTheOthersFromIt() throws IOException {
    Path missing = folder.resolve("missing");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    CommandLineRun run =
        evaluate("--data", missing, empty, set, "--level", "25", "--baseline", "none", "--json");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("selfsame: " + missing + ": no such folder"),
            line -> assertThat(line).startsWith("selfsame: " + empty + " holds no image"));
    assertThat(rows(run)).hasSize(1);
  }

  @Test
  void anImageThatFailsIsNamedAndTheRowSaysSo() throws IOException {
    Files.writeString(set.resolve("broken.png"), "no image");
    TestFiles.write(set.resolve("tiny.png"), TestFiles.pattern(10, 30, 1));
    CommandLineRun run = evaluate("--data", set, "--level", "25", "--baseline", "none");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("broken.png"),
            line -> assertThat(line).contains("tiny.png", "10x30", "11x11"));
    assertThat(run.out()).contains("2 of 4");
  }

  @Test
  void whatIsInTheFolderOfResultsIsNotMeasuredAgain() throws IOException {
    Path out = folder.resolve("out");
    Object[] arguments = {"--data", set, "--level", "25", "--model", model, "--out", out};
    assertThat(evaluate(arguments).exitCode()).isZero();
    Path images;
    try (var conditions = Files.list(out.resolve("images"))) {
      images = conditions.findFirst().orElseThrow().resolve("set/a.png");
    }
    assertThat(images.resolve("clean.png")).exists();
    assertThat(images.resolve("degraded.png")).exists();
    try (var files = Files.list(images)) {
      assertThat(files.filter(f -> f.toString().endsWith("_error.png"))).hasSize(1);
    }
    assertThat(out.resolve("results.csv")).content().contains("a.png", "b.png");
    assertThat(out.resolve("results.json")).content().contains("\"psnr\"");
    assertThat(out.resolve("results.md"))
        .content()
        .contains("# Results", "selfsame evaluate --data", "denoise, sigma 25")
        .doesNotContain("--out");
    assertThat(out.resolve("index.html"))
        .content()
        .contains("images/denoise-25-", "/set/a.png/clean.png")
        .doesNotContain("/*IMAGES*/");
    String first = Files.readString(out.resolve("results.csv"));
    assertThat(evaluate(arguments).exitCode()).isZero();
    // The seconds of another run would be others.
    assertThat(out.resolve("results.csv")).hasContent(first);
    TestFiles.write(set.resolve("a.png"), TestFiles.pattern(40, 40, 1));
    assertThat(evaluate(arguments).exitCode()).isZero();
    assertThat(Files.readString(out.resolve("results.csv")))
        .isNotEqualTo(first)
        .contains(first.lines().filter(line -> line.contains("b.png")).findFirst().orElseThrow());
  }

  @Test
  void aPresetLooksForItsSetsAndSaysWhichAreMissing() throws IOException {
    Path root = Files.createDirectories(folder.resolve("data/test"));
    Files.move(set, root.resolve("set12"));
    CommandLineRun run =
        evaluate("--preset", "nlrn-table4", "--data", folder.resolve("data"), "--baseline", "none");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .isEqualToIgnoringNewLines("selfsame: left out, no folder found for: BSD68, Urban100");
    assertThat(run.out().lines().skip(1))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("set12"));
  }

  @Test
  void whatCannotBeMeasuredIsRefusedBeforeTheWork() {
    assertRefused("sigma 70", "--level", "25,70", "--model", model);
    assertRefused("level 'loud'", "--level", "25,loud");
    assertRefused("'salt' is not a form of noise; expected float or 8bit", "--noise", "salt");
    assertRefused(
        "expected one of denoise, denoise-photo, upscale, deblock, deblock-color, demosaic",
        "--task",
        "sharpen");
    assertRefused(
        "expected one of none, nlm, bm3d, wnnm, bicubic, bilinear", "--baseline", "magic");
    assertRefused("baseline bicubic is for upscale", "--baseline", "bicubic");
    assertRefused("--level 1: scale is 1", "--task", "upscale", "--level", "1");
    assertRefused("--level 0: JPEG quality is 0", "--task", "deblock", "--level", "0");
    assertRefused("level 'xyz': expected one of rggb", "--task", "demosaic", "--level", "xyz");
    assertRefused("found none of its sets in", "--preset", "nlrn-table6");
    assertRefused("expected one of nlrn-table4", "--preset", "table9");
    assertRefused("leave out --task, --level", "--preset", "shipped", "--level", "25");
    assertRefused("only denoise can be measured in gray", "--task", "deblock", "--gray");
    assertRefused("--sigma: only for --pairs", "--sigma", "20");
    assertRefused("--degradation rain: expected gaussian or camera", "--degradation", "rain");
    assertRefused(
        "--degradation camera: only for --task denoise or denoise-photo, not deblock",
        "--degradation",
        "camera",
        "--task",
        "deblock");
    assertRefused(
        "--degradation: upscale has one of its own; leave it out",
        "--degradation",
        "gaussian",
        "--task",
        "upscale");
    assertRefused(
        "--level: the noise of cameras has no levels", "--degradation", "camera", "--level", "25");
    assertRefused(
        "model.safetensors is for 'denoise, sigma 0 to 55', not for denoise at sigma 70",
        "--degradation",
        "camera",
        "--model",
        model,
        "--sigma",
        "70");
    assertRefused(
        "--sigma: sigma is 300", "--degradation", "camera", "--baseline", "nlm", "--sigma", "300");
    assertRefused("mutually exclusive", "--pairs", set);
    assertThat(evaluate("--pairs", set, "--level", "25").err())
        .startsWith("selfsame: --level: --pairs are restored as they are; leave it out");
    assertThat(evaluate("--pairs", set, "--task", "upscale").err())
        .startsWith("selfsame: --pairs: only for --task denoise or denoise-photo, not upscale");
    assertThat(evaluate("--pairs", set, set, set).exitCode()).isEqualTo(2);
  }

  private void assertRefused(String message, Object... arguments) {
    CommandLineRun run = evaluate(with(new Object[] {"--data", set}, arguments));
    assertThat(run.exitCode()).as("%s", List.of(arguments)).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }
}
