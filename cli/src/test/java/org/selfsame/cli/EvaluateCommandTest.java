package org.selfsame.cli;

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

  private CommandLineRun evaluate(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("evaluate", "--model", model));
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

  @Test
  void eachFolderAndLevelHasARow() throws IOException {
    Path more = Files.createDirectory(folder.resolve("another set"));
    TestFiles.write(more.resolve("a.png"), TestFiles.pattern(20, 20, 1));
    CommandLineRun run = evaluate(set, more, "--sigma", "15,25");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("model " + model).endsWith("float noise, seed 0"),
            line -> assertThat(line).matches("SET +SIGMA +IMAGES +NOISY PSNR +PSNR +SSIM +SECONDS"),
            line -> assertThat(line).matches("set +15 +2 +2[45]\\.\\d\\d +\\d+\\.\\d\\d +.*"),
            line -> assertThat(line).matches("set +25 +2 +(19|20)\\.\\d\\d +\\d+\\.\\d\\d +.*"),
            line -> assertThat(line).matches("another set +15 +1 .*"),
            line -> assertThat(line).matches("another set +25 +1 .*"));
  }

  @Test
  void rowsCanBeRepeated() throws IOException {
    List<JsonNode> rows = rows(evaluate(set, "--sigma", "25", "--json", "--gray"));
    JsonNode row = rows.get(0);
    assertThat(rows).hasSize(1);
    assertThat(row.get("set").asText()).isEqualTo("set");
    assertThat(row.get("images").asInt()).isEqualTo(2);
    assertThat(row.get("noisyPsnr").asDouble()).isCloseTo(20.17, within(0.4));
    assertThat(row.get("model").asText()).isEqualTo(model.toString());
    JsonNode again = rows(evaluate(set, "--sigma", "25", "--json", "--gray")).get(0);
    assertThat(again.get("psnr")).isEqualTo(row.get("psnr"));
    JsonNode other = rows(evaluate(set, "--sigma", "25", "--json", "--gray", "--seed", "1")).get(0);
    assertThat(other.get("noisyPsnr")).isNotEqualTo(row.get("noisyPsnr"));
    JsonNode colour = rows(evaluate(set, "--sigma", "25", "--json")).get(0);
    assertThat(colour.get("psnr")).isNotEqualTo(row.get("psnr"));
    JsonNode rounded = rows(evaluate(set, "--sigma=25", "--json", "--gray", "--noise=8bit")).get(0);
    assertThat(rounded.get("noise").asText()).isEqualTo("8bit");
    assertThat(row.get("protocol").asText()).isEqualTo("whole");
    JsonNode patches =
        rows(evaluate(set, "--sigma=25", "--json", "--gray", "--protocol=overlapped")).get(0);
    assertThat(patches.get("protocol").asText()).isEqualTo("overlapped");
    assertThat(patches.get("noisyPsnr")).isEqualTo(row.get("noisyPsnr"));
    assertThat(patches.get("psnr")).isNotEqualTo(row.get("psnr"));
  }

  @Test
  void aFolderThatFailsDoesNotKeepTheOthersFromIt() throws IOException {
    Path missing = folder.resolve("missing");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    CommandLineRun run = evaluate(missing, empty, set, "--sigma", "25", "--json");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("selfsame: " + missing + ": no such folder"),
            line -> assertThat(line).startsWith("selfsame: " + empty + " holds no image"));
    assertThat(rows(run)).hasSize(1);
  }

  @Test
  void levelsThatCannotBeMeasuredAreRefusedBeforeTheWork() {
    CommandLineRun high = evaluate(set, "--sigma", "25,70");
    assertThat(high.exitCode()).isEqualTo(2);
    assertThat(high.err()).contains("--sigma 70: model").contains("sigma 0 to 55");
    assertThat(high.out()).isEmpty();
    CommandLineRun text = evaluate(set, "--sigma", "25,loud");
    assertThat(text.exitCode()).isEqualTo(2);
    assertThat(text.err()).contains("'loud' is not a number");
    CommandLineRun noise = evaluate(set, "--noise", "salt");
    assertThat(noise.exitCode()).isEqualTo(2);
    assertThat(noise.err()).contains("'salt' is no form of noise; expected float or 8bit");
  }
}
