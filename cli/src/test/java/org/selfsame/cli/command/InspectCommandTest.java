package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.model.Model;
import org.selfsame.network.CorrelationMap;
import org.selfsame.network.Networks;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.Plain;
import org.selfsame.network.PlainConfig;
import org.selfsame.network.Rnan;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.restore.Inspection;
import org.selfsame.restore.Inspector;
import org.selfsame.restore.Tiling;
import org.selfsame.task.Deblock;
import org.selfsame.task.Demosaic;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;

/** Inspecting small networks of random weights, with windows of 5x5 pixels. */
class InspectCommandTest {
  private static final Device CPU = Device.CPU;

  @TempDir private Path folder;
  private Path images;
  private Path model;
  private Path noisy;

  @BeforeEach
  void makeFiles() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    model = TestFiles.writeModel(folder.resolve("model.safetensors"));
    noisy = TestFiles.write(images.resolve("a.png"), TestFiles.noisy(40, 30, 1, 20));
  }

  private CommandLineRun inspect(Object... arguments) {
    return inspectWith(model, arguments);
  }

  private static CommandLineRun inspectWith(Object model, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("inspect", "--model", model, "--device", "cpu"));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray());
  }

  private List<String> imagesLeft() throws IOException {
    try (Stream<Path> files = Files.list(images)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertFailed(CommandLineRun run, int exitCode, String message) throws IOException {
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).startsWith("selfsame: ").contains(message).doesNotContain("\tat ");
    assertThat(run.err().lines().count()).isLessThanOrEqualTo(2);
    assertThat(imagesLeft()).containsExactly("a.png");
  }

  /** The numbers of a file of NumPy's, whose shape must be the one given. */
  private static float[] numbers(Path npy, String shape) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(npy)).order(ByteOrder.LITTLE_ENDIAN);
    int header = content.getShort(8);
    assertThat(new String(content.array(), 10, header, StandardCharsets.US_ASCII))
        .contains("'<f4'", "'shape': (" + shape + ",)");
    content.position(10 + header);
    float[] numbers = new float[content.remaining() / 4];
    content.asFloatBuffer().get(numbers);
    return numbers;
  }

  private Path writeRnan(Task task, int imageChannels) throws IOException {
    RnanConfig config = new RnanConfig(imageChannels, 4, 3, Normalization.KEYS, 1);
    try (Rnan network = new Rnan(config, CPU, 1)) {
      return TestFiles.writeModel(folder.resolve("rnan.safetensors"), network, task);
    }
  }

  // ---- what it does ----

  @Test
  void theResultsLieBesideTheImageAndAreThoseOfTheLibrary() throws IOException {
    CommandLineRun run = inspect(noisy, "--at", "39,7", "--sigma", "20");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(imagesLeft()).containsExactly("a.png", "a_inspect.npy", "a_inspect.png");
    Image image = ImageFiles.read(noisy).image();
    Inspection expected;
    try (Model loaded = Model.load(model, CPU)) {
      expected = new Inspector(loaded, Tiling.AUTO).inspect(image, 39, 7, 20);
    }
    CorrelationMap map = expected.maps().correlations().get(0);
    assertThat(numbers(images.resolve("a_inspect.npy"), "1, 5, 5"))
        .containsExactly(map.weights().plane(0), within(1e-6f));
    assertThat(run.out())
        .startsWith(
            noisy
                + " -> "
                + images.resolve("a_inspect.png")
                + ", "
                + images.resolve("a_inspect.npy")
                + " (")
        .contains("x 39, y 7")
        .contains(model + ", which compares pixels in 1 of 1 states")
        .contains("gray image, 40x30 pixels from x 0, y 0, sigma 20" + System.lineSeparator())
        .contains("5x5 pixels from x 35, y 5")
        .containsPattern("\n +1 +0\\.\\d{6} +0\\.\\d{6} +[+-]\\d,[+-]\\d +\\d\\.\\d\\d\n");
    Image picture = ImageFiles.read(images.resolve("a_inspect.png")).image();
    assertThat(picture.channels()).isEqualTo(3);
    assertThat(picture.width()).isBetween(2 * 200, 2 * 200 + 150);
    assertThat(picture.height()).isBetween(230, 280);
  }

  @Test
  void aCleanImageIsShownBesideTheNoisyOne() throws IOException {
    Path clean = TestFiles.write(images.resolve("clean.png"), TestFiles.pattern(40, 30, 3));
    Path picture = folder.resolve("with.png");
    assertThat(inspect(noisy, "--at", "3,4", "--clean", clean, "-o", picture).exitCode()).isZero();
    assertThat(ImageFiles.read(picture).image().width()).isGreaterThan(3 * 200);
    assertThat(folder.resolve("with.npy")).exists();
  }

  @Test
  void theNoiseIsEstimatedWhenItIsNotGiven() {
    assertThat(inspect(noisy, "--at", "3,4").out()).containsPattern("sigma \\d+\\.\\d estimated");
    assertThat(inspect(noisy, "--at", "3,4", "--json", "--overwrite").out())
        .contains("\"sigmaTrust\":\"trusted\"");
  }

  @Test
  void ofColorTheBrightnessIsShownToAModelOfGrayImages() throws IOException {
    Path color = TestFiles.write(images.resolve("c.png"), TestFiles.noisy(40, 30, 3, 20));
    assertThat(inspect(color, "--at", "3,4", "--sigma", "30").out())
        .contains("mean of red, green and blue, 40x30 pixels")
        .contains("sigma 30, told 17.32");
  }

  @Test
  void theResultsGoToAFolderThatIsMadeForThem() throws IOException {
    Path figures = folder.resolve("new/figures");
    assertThat(inspect(noisy, "--at", "3,4", "-o", figures).exitCode()).isZero();
    assertThat(figures.resolve("a_inspect.png")).exists();
    assertThat(figures.resolve("a_inspect.npy")).exists();
    assertThat(imagesLeft()).containsExactly("a.png");
  }

  @Test
  void earlierResultsAreReplacedOnlyWhenAskedFor() throws IOException {
    Path npy = images.resolve("a_inspect.npy");
    assertThat(inspect(noisy, "--at", "3,4").exitCode()).isZero();
    byte[] before = Files.readAllBytes(npy);
    CommandLineRun refused = inspect(noisy, "--at", "30,20");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("exists; use --overwrite to replace it");
    assertThat(Files.readAllBytes(npy)).isEqualTo(before);
    assertThat(inspect(noisy, "--at", "30,20", "--overwrite").exitCode()).isZero();
    assertThat(Files.readAllBytes(npy)).isNotEqualTo(before);
  }

  @Test
  void ofAnRnanTheAttentionAndTheMasksAreKept() throws IOException {
    Path rnan = writeRnan(new Deblock(10, 40), 1);
    CommandLineRun run = inspectWith(rnan, noisy, "--at", "3,4");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("which compares pixels in 2 of 3 blocks")
        .contains("gray image, 40x30 pixels from x 0, y 0" + System.lineSeparator())
        .containsPattern("\n +1 .*\n +3 ");
    numbers(images.resolve("a_inspect.npy"), "2, 30, 40");
    float[] masks = numbers(images.resolve("a_inspect_masks.npy"), "3, 4, 30, 40");
    for (float value : masks) {
      assertThat(value).isBetween(0f, 1f);
    }
    assertThat(ImageFiles.read(images.resolve("a_inspect.png")).image().height())
        .isGreaterThan(300);
  }

  @Test
  void anRnanSeesTheTileAroundThePixel() throws IOException {
    Path rnan = writeRnan(new Deblock(10, 40), 1);
    Path large = TestFiles.write(images.resolve("l.png"), TestFiles.noisy(100, 90, 1, 20));
    assertThat(inspectWith(rnan, large, "--at", "99,40", "--tile", "64").out())
        .contains("64x64 pixels from x 36, y 8");
    numbers(images.resolve("l_inspect.npy"), "2, 64, 64");
  }

  @Test
  void eachMapIsAJsonObjectOnALine() throws IOException {
    Path rnan = writeRnan(new Demosaic(BayerMosaic.Pattern.GRBG), 3);
    CommandLineRun run = inspectWith(rnan, noisy, "--at", "3,4", "--json");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(2);
    assertThat(lines).extracting(line -> line.get("block").asInt()).containsExactly(1, 3);
    JsonNode first = lines.get(0);
    assertThat(first.get("input").asText()).isEqualTo(noisy.toString());
    assertThat(first.get("masks").asText())
        .isEqualTo(images.resolve("a_inspect_masks.npy").toString());
    assertThat(first.get("given").asText()).isEqualTo("mosaic GRBG");
    assertThat(first.has("sigma")).isFalse();
    float[] weights = numbers(images.resolve("a_inspect.npy"), "2, 30, 40");
    assertThat(first.get("own").asDouble()).isEqualTo(weights[4 * 40 + 3], within(1e-9));
    int largest = first.get("largestY").asInt() * 40 + first.get("largestX").asInt();
    assertThat(first.get("largestOther").asDouble()).isEqualTo(weights[largest], within(1e-9));
    assertThat(first.get("entropy").asDouble()).isBetween(0.0, Math.log(1200) / Math.log(2) + 1e-6);
    JsonNode ofNlrn =
        new ObjectMapper()
            .readTree(inspect(noisy, "--at", "3,4", "--sigma", "9", "--json", "--overwrite").out());
    assertThat(ofNlrn.get("sigma").asDouble()).isEqualTo(9);
    assertThat(ofNlrn.get("sigmaTrust").isNull()).isTrue();
    assertThat(ofNlrn.get("state").asInt()).isEqualTo(1);
    assertThat(ofNlrn.get("left").asInt()).isEqualTo(1);
  }

  /** 40x30 pixels are 20x15 squares, of which the last column and row 7 are compared from 15 on. */
  @Test
  void aNetworkThatFoldsIsReportedInPixelsOfTheImage() throws IOException {
    NlrnConfig config =
        (NlrnConfig)
            Networks.config(
                NlrnConfig.NAME,
                "{\"channels\": 4, \"embedding\": 2, \"steps\": 1, \"neighborhood\": 5,"
                    + " \"border\": \"SHIFTED\", \"fold\": 2}");
    Path folded = folder.resolve("folded.safetensors");
    try (Nlrn network = new Nlrn(config, CPU, 3)) {
      TestFiles.writeModel(folded, network, new Denoise(0, 55));
    }
    CommandLineRun text = inspectWith(folded, noisy, "--at", "39,15");
    assertThat(text.err()).isEmpty();
    assertThat(text.out())
        .contains("10x10 pixels from x 30, y 10, in squares of 2x2" + System.lineSeparator())
        .contains("entropy (of 4.64 bits)"); // 25 squares
    float[] weights = numbers(images.resolve("a_inspect.npy"), "1, 5, 5");
    JsonNode json =
        new ObjectMapper()
            .readTree(inspectWith(folded, noisy, "--at", "39,15", "--json", "--overwrite").out());
    assertThat(json.get("fold").asInt()).isEqualTo(2);
    assertThat(json.get("left").asInt()).isEqualTo(30);
    assertThat(json.get("top").asInt()).isEqualTo(10);
    assertThat(json.get("width").asInt()).isEqualTo(10);
    assertThat(json.get("own").asDouble()).isEqualTo(weights[2 * 5 + 4], within(1e-9));
    int column = (json.get("largestX").asInt() - 30) / 2;
    int row = (json.get("largestY").asInt() - 10) / 2;
    assertThat(json.get("largestOther").asDouble())
        .isEqualTo(weights[row * 5 + column], within(1e-9));
  }

  @Test
  void theRecommendedDenoiserIsInspectedWhenNoModelIsNamed() {
    CommandLineRun run =
        CommandLineRun.of("inspect", noisy, "--at", "3,4", "--device", "cpu", "--sigma", "25");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("denoise-gray, which compares pixels in 3 of 6 states");
  }

  // ---- what cannot be ----

  @ParameterizedTest
  @ValueSource(strings = {"3", "3,4,5", "-3,4", "3.5,4", "a,b", "3 4", "99999999999,1", ""})
  void aPixelIsAColumnAndARow(String at) throws IOException {
    assertFailed(
        inspect(noisy, "--at=" + at), 2, "'" + at + "' is not a pixel; expected column and row");
  }

  @Test
  void aPixelMustBeNamed() throws IOException {
    assertFailed(inspect(noisy), 2, "Missing required option: '--at=X,Y'");
  }

  @Test
  void aPixelOutsideIsRefusedWithTheSizeOfTheImage() throws IOException {
    for (String at : new String[] {"40,3", "3,30"}) {
      assertFailed(
          inspect(noisy, "--at", at),
          2,
          "--at %s: %s has 40x30 pixels; expected x from 0 to 39, y from 0 to 29"
              .formatted(at, noisy));
    }
  }

  @Test
  void aModelThatComparesNoPixelsIsRefused() throws IOException {
    Path other = folder.resolve("other.safetensors");
    Task task = new Denoise(25, 25);
    try (Plain network = new Plain(PlainConfig.dncnn(1, 4, 3), CPU, 1)) {
      TestFiles.writeModel(other, network, task);
    }
    assertFailed(
        inspectWith(other, noisy, "--at", "3,4"),
        2,
        "model %s is a network without non-local steps (plain)".formatted(other));
    NlrnConfig local =
        (NlrnConfig)
            Networks.config(
                NlrnConfig.NAME, "{\"channels\": 4, \"embedding\": 2, \"nonlocalEvery\": 0}");
    try (Nlrn network = new Nlrn(local, CPU, 1)) {
      TestFiles.writeModel(other, network, task);
    }
    assertFailed(inspectWith(other, noisy, "--at", "3,4"), 2, "without non-local steps (nlrn)");
    assertFailed(inspectWith("nlm", noisy, "--at", "3,4"), 2, "--model nlm: not a network");
  }

  @Test
  void aNoiseLevelIsForModelsThatDenoiseIt() throws IOException {
    assertFailed(
        inspect(noisy, "--at", "3,4", "--sigma", "60"), 2, "denoises sigma 0 to 55; give a level");
    Path rnan = writeRnan(new Deblock(10, 40), 1);
    assertFailed(
        inspectWith(rnan, noisy, "--at", "3,4", "--sigma", "25"),
        2,
        "is for 'deblock, JPEG quality 10 to 40', which has no noise level; leave it out");
  }

  @Test
  void aModelOfColorRefusesGray() throws IOException {
    Path rnan = writeRnan(new Denoise(25, 25), 3);
    assertFailed(
        inspectWith(rnan, noisy, "--at", "3,4"),
        1,
        "%s: image of 1 channels: model %s expects 3".formatted(noisy, rnan));
  }

  @Test
  void aCleanImageOfAnotherSizeIsRefused() throws IOException {
    Path clean = TestFiles.write(folder.resolve("clean.png"), TestFiles.pattern(30, 40, 1));
    assertFailed(
        inspect(noisy, "--at", "3,4", "--clean", clean),
        1,
        "%s has 30x40 pixels, but %s has 40x30: expected the same image without noise"
            .formatted(clean, noisy));
  }

  @Test
  void noImageIsWrittenOver() throws IOException {
    assertFailed(
        inspect(noisy, "--at", "3,4", "-o", noisy, "--overwrite"),
        1,
        noisy + ": the result would overwrite this input; give another name with -o");
    Path clean = TestFiles.write(folder.resolve("clean.png"), TestFiles.pattern(40, 30, 1));
    byte[] before = Files.readAllBytes(clean);
    CommandLineRun run =
        inspect(noisy, "--at", "3,4", "--clean", clean, "-o", clean, "--overwrite");
    assertFailed(run, 1, clean + ": the result would overwrite this input");
    assertThat(Files.readAllBytes(clean)).isEqualTo(before);
  }

  @Test
  void outputsAreOfPngAndTilesLargeEnough() throws IOException {
    assertFailed(
        inspect(noisy, "--at", "3,4", "-o", images.resolve("x.jpg")),
        2,
        "expected a name ending in .png, or a folder");
    assertFailed(inspect(noisy, "--at", "3,4", "--tile", "7"), 2, "--tile 7: expected at least 64");
    assertFailed(
        CommandLineRun.of("inspect", noisy, "--at", "3,4", "--device", "tpu"),
        2,
        "--device tpu: expected");
    assertFailed(inspect(images.resolve("none.png"), "--at", "3,4"), 1, "there is no such file");
  }
}
