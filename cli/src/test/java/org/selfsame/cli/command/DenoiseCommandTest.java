package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Metadata;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.network.Nlrn;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.quality.Psnr;
import org.selfsame.task.Denoise;
import org.selfsame.weights.WeightArray;

/** Denoising with a small network of random weights, which does not make images better. */
class DenoiseCommandTest {
  @TempDir private Path folder;
  private Path images;
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    model = TestFiles.writeModel(folder.resolve("model.safetensors"));
  }

  private CommandLineRun denoise(Object... arguments) {
    return denoiseWith(model, arguments);
  }

  private static CommandLineRun denoiseWith(Object model, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("denoise", "--model", model));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray());
  }

  private Path writeNoisy(String name) throws IOException {
    return TestFiles.write(images.resolve(name), TestFiles.noisy(40, 30, 1, 20));
  }

  private List<String> imagesLeft() throws IOException {
    try (Stream<Path> files = Files.walk(images)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> images.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static void assertFailed(CommandLineRun run, int exitCode) {
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).startsWith("selfsame: ").doesNotContain("\tat ");
    assertThat(run.err().lines().count()).isLessThanOrEqualTo(2);
  }

  // ---- what it does ----

  @Test
  void aNameThatBeginsWithAnAtSignIsThatOfAFile() {
    CommandLineRun run = CommandLineRun.of("denoise", "@no-such-file.png", "--sigma", "20");
    assertThat(run.err()).contains("@no-such-file.png: there is no such file");
  }

  @Test
  void theResultLiesBesideTheImageAndTheNoiseFoundIsTold() throws IOException {
    Path noisy = TestFiles.write(images.resolve("a.png"), TestFiles.noisy(128, 128, 1, 20));
    CommandLineRun run = denoise(noisy);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith(noisy + " -> " + images.resolve("a_denoised.png") + " (sigma ")
        .containsPattern("\\(sigma (19|20|21)\\.\\d estimated, ");
    Image result = ImageFiles.read(images.resolve("a_denoised.png")).image();
    assertThat(List.of(result.width(), result.height(), result.channels()))
        .containsExactly(128, 128, 1);
  }

  @Test
  void anEstimateThatIsNotTrustedIsToldSoAndHardlyChangesTheImage() throws IOException {
    Image weave = Image.black(64, 64, 1);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        weave.plane(0)[y * 64 + x] = (float) (0.5 + 0.4 * Math.sin(2.1 * x) * Math.sin(2.3 * y));
      }
    }
    Path file = TestFiles.write(images.resolve("weave.png"), weave);
    CommandLineRun run = denoiseWith(ClassicMethod.BM3D, file);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .containsPattern(
            "\\(sigma [0-3]\\.\\d estimated, not trusted \\(fine texture looks like noise,"
                + " \\d+\\.\\d at most\\); give --sigma N, or --model denoise-photo, ");
    Image result = ImageFiles.read(images.resolve("weave_denoised.png")).image();
    assertThat(Psnr.of(result, ImageFiles.read(file).image())).isGreaterThan(38);
    CommandLineRun json = denoiseWith(ClassicMethod.BM3D, file, "--json", "--overwrite");
    assertThat(new ObjectMapper().readTree(json.out()).get("sigmaTrust").asText())
        .isEqualTo("texture");
  }

  @Test
  void noiseUnderFullTransparencyIsNotEstimated() throws IOException {
    Image image = TestFiles.noisy(96, 96, 1, 15);
    Image alpha = Image.black(96, 96, 1);
    for (int i = 0; i < 96 * 96; i++) {
      alpha.plane(0)[i] = i % 96 < 48 ? 1 : 0;
      image.plane(0)[i] = i % 96 < 48 ? image.plane(0)[i] : (i * 7919L % 251) / 251f;
    }
    Path file = images.resolve("a.png");
    ImageFiles.write(
        file, new Picture(image, Optional.of(alpha), SampleFormat.UINT8, Metadata.NONE));
    assertThat(denoise(file).out()).containsPattern("\\(sigma 1[3-6]\\.\\d estimated, \\d");
  }

  @Test
  void aStrengthThatIsToldIsTakenAsItIs() throws IOException {
    assertThat(denoise(writeNoisy("a.png"), "--sigma", "12.5").out()).contains("(sigma 12.5, ");
  }

  @Test
  void theStrengthChangesWhatTheModelIsTold() throws IOException {
    Path noisy = writeNoisy("a.png");
    Path plain = images.resolve("plain.png");
    Path twice = images.resolve("twice.png");
    Path asTwice = images.resolve("as-twice.png");
    denoise(noisy, "--sigma", "12.5", "-o", plain);
    CommandLineRun run = denoise(noisy, "--sigma", "12.5", "--strength", "2", "-o", twice);
    denoise(noisy, "--sigma", "25", "-o", asTwice);
    assertThat(run.out()).contains("(sigma 12.5, denoised as 25, ");
    assertThat(twice).hasSameBinaryContentAs(asTwice);
    assertThat(Files.mismatch(plain, twice)).isNotEqualTo(-1);
  }

  @Test
  void moreNoiseThanTheModelKnowsIsDenoisedAsItsMost() throws IOException {
    Path file = images.resolve("a.tif");
    Image noisy = TestFiles.noisy(128, 128, 1, 80);
    ImageFiles.write(file, Picture.of(noisy, SampleFormat.FLOAT32));
    assertThat(denoise(file).out())
        .containsPattern(
            "\\(sigma (7[6-9]|8[0-4])\\.\\d estimated, denoised as 55, the model's highest, ");
    assertThat(denoise(file, "--sigma", "30", "--strength", "4", "--overwrite").out())
        .contains("(sigma 30, denoised as 55, the model's highest, ");
  }

  @Test
  void aModelOfOneLevelIsToldNoOther() throws IOException {
    Path oneLevel = folder.resolve("25.safetensors");
    try (Nlrn network = TestFiles.network(false)) {
      TestFiles.writeModel(oneLevel, network, new Denoise(25, 25));
    }
    Path noisy = writeNoisy("a.png");
    assertThat(denoiseWith(oneLevel, noisy).out()).contains("(sigma 25, ");
    assertThat(denoiseWith(oneLevel, noisy, "--sigma", "25", "--overwrite").exitCode()).isZero();
    CommandLineRun other = denoiseWith(oneLevel, noisy, "--sigma", "30");
    assertFailed(other, 2);
    assertThat(other.err())
        .contains("--sigma 30: model " + oneLevel + " denoises only sigma 25; give that");
    CommandLineRun strength = denoiseWith(oneLevel, noisy, "--strength", "2");
    assertFailed(strength, 2);
    assertThat(strength.err()).contains("--strength 2").contains("only denoises sigma 25");
  }

  @Test
  void colorIsDenoisedByAModelOfGrayImages() throws IOException {
    Path noisy = TestFiles.write(images.resolve("a.png"), TestFiles.noisy(40, 30, 3, 20));
    assertThat(denoise(noisy).exitCode()).isZero();
    Image result = ImageFiles.read(images.resolve("a_denoised.png")).image();
    assertThat(result.channels()).isEqualTo(3);
    assertThat(result.plane(0)).isNotEqualTo(result.plane(1));
  }

  @Test
  void depthAndTransparencyAreKept() throws IOException {
    Image alpha = TestFiles.pattern(40, 30, 1);
    Path noisy = images.resolve("a.png");
    ImageFiles.write(
        noisy,
        new Picture(
            TestFiles.noisy(40, 30, 3, 20),
            Optional.of(alpha),
            SampleFormat.UINT16,
            Metadata.NONE));
    assertThat(denoise(noisy).exitCode()).isZero();
    Picture result = ImageFiles.read(images.resolve("a_denoised.png"));
    assertThat(result.format()).isEqualTo(SampleFormat.UINT16);
    assertThat(result.alpha().orElseThrow().plane(0))
        .containsExactly(ImageFiles.read(noisy).alpha().orElseThrow().plane(0));
    assertThat(result.image().plane(0)).isNotEqualTo(ImageFiles.read(noisy).image().plane(0));
  }

  @Test
  void anotherFormatIsWrittenWhenAskedFor() throws IOException {
    assertThat(denoise(writeNoisy("a.png"), "--format", "jpg").exitCode()).isZero();
    assertThat(Files.readAllBytes(images.resolve("a_denoised.jpg"))).startsWith(0xff, 0xd8, 0xff);
  }

  @Test
  void tilesAndTheEnsembleAndPrecisionsGiveNearlyTheSame() throws IOException {
    Path noisy = TestFiles.write(images.resolve("a.png"), TestFiles.noisy(200, 150, 1, 20));
    Path whole = images.resolve("whole.png");
    denoise(noisy, "-o", whole, "--tile", "none", "--precision", "fp32", "--sigma", "20");
    Image expected = ImageFiles.read(whole).image();
    int i = 0;
    for (List<String> options :
        List.of(
            List.of("--tile", "128", "--precision", "fp32"),
            List.of("--tile", "none", "--precision", "bf16", "--device", "cpu"))) {
      Path other = images.resolve("other" + i++ + ".png");
      List<Object> arguments = new ArrayList<>(List.of(noisy, "-o", other, "--sigma", "20"));
      arguments.addAll(options);
      assertThat(denoise(arguments.toArray()).exitCode()).isZero();
      Image found = ImageFiles.read(other).image();
      for (int p = 0; p < found.plane(0).length; p++) {
        assertThat(found.plane(0)[p])
            .as("%s", options)
            .isCloseTo(expected.plane(0)[p], within(0.05f));
      }
    }
    assertThat(denoise(noisy, "--ensemble").exitCode()).isZero();
  }

  @Test
  void patchesThatOverlapGiveNearlyTheSame() throws IOException {
    for (int channels : new int[] {1, 3}) {
      Path noisy =
          TestFiles.write(images.resolve(channels + ".png"), TestFiles.noisy(30, 20, channels, 20));
      Path whole = images.resolve(channels + "whole.png");
      Path patches = images.resolve(channels + "patches.png");
      denoise(noisy, "-o", whole, "--precision", "fp32", "--sigma", "20");
      CommandLineRun run =
          denoise(
              noisy,
              "-o",
              patches,
              "--precision=fp32",
              "--sigma=20",
              "--protocol=overlapped",
              "--memory=100m");
      assertThat(run.err()).isEmpty();
      Image expected = ImageFiles.read(whole).image();
      Image found = ImageFiles.read(patches).image();
      assertThat(found.plane(0)).isNotEqualTo(expected.plane(0));
      double difference = 0;
      for (int p = 0; p < found.plane(0).length; p++) {
        difference += Math.abs(found.plane(0)[p] - expected.plane(0)[p]);
      }
      // The zeros beyond a patch of 5x5 pixels are near to all of them.
      assertThat(difference / found.plane(0).length).isLessThan(0.2);
    }
  }

  @Test
  void aBudgetThatTheSmallestTileDoesNotFitInIsRefusedBeforeTheWork() throws IOException {
    CommandLineRun run = denoise(writeNoisy("a.png"), "--memory", "100k");
    assertFailed(run, 2);
    assertThat(run.err())
        .startsWith("selfsame: --memory 100k: model " + model + " needs ")
        .containsPattern("for the smallest piece, 128x128 pixels; give at least \\d+m\\R");
    String least = run.err().replaceAll("(?s).*at least (\\d+m).*", "$1");
    assertThat(denoise(images.resolve("a.png"), "--memory", least).exitCode()).isZero();
  }

  @Test
  void optionsThatWouldHaveNoEffectAreRefused() throws IOException {
    Path noisy = writeNoisy("a.png");
    CommandLineRun tiles = denoise(noisy, "--protocol", "overlapped", "--tile", "128");
    assertFailed(tiles, 2);
    assertThat(tiles.err())
        .startsWith("selfsame: --tile 128: --protocol overlapped uses patches instead of tiles");
    CommandLineRun memory = denoise(noisy, "--memory", "1g", "--tile", "none");
    assertFailed(memory, 2);
    assertThat(memory.err())
        .startsWith("selfsame: --memory 1g: --tile none already sets the memory");
    assertThat(imagesLeft()).containsExactly("a.png");
  }

  @ParameterizedTest
  @EnumSource(ClassicMethod.class)
  void aClassicMethodNeedsNoModel(ClassicMethod method) throws IOException {
    Path noisy = writeNoisy("a.png");
    CommandLineRun run = denoiseWith(method, noisy, "--strength", "1.5", "--json");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("\"model\":\"%s\"".formatted(method)).contains("sigmaEstimated");
    Image clean = TestFiles.pattern(40, 30, 1);
    assertThat(Psnr.of(ImageFiles.read(images.resolve("a_denoised.png")).image(), clean))
        .isGreaterThan(Psnr.of(ImageFiles.read(noisy).image(), clean) + 3);
    CommandLineRun told = denoiseWith(method, noisy, "--sigma", "20", "--overwrite");
    assertThat(told.out()).contains("sigma 20");
    assertThat(denoiseWith(method, noisy, "--sigma", "256", "--overwrite").err())
        .startsWith("selfsame: --sigma 256: %s denoises sigma 0 to 255".formatted(method));
  }

  @Test
  void optionsOfNetworksAreRefusedWithAClassicMethod() throws IOException {
    Path noisy = writeNoisy("a.png");
    for (String option : List.of("--tile 64", "--device cpu", "--memory 1g", "--ensemble")) {
      List<Object> arguments = new ArrayList<>(List.of(noisy));
      arguments.addAll(List.of(option.split(" ")));
      CommandLineRun run = denoiseWith("nlm", arguments.toArray());
      assertFailed(run, 2);
      assertThat(run.err())
          .startsWith("selfsame: %s: only for networks, and nlm is not one".formatted(option));
    }
  }

  @Test
  void theTreeOfAFolderIsKept() throws IOException {
    Files.createDirectories(images.resolve("x/y"));
    writeNoisy("a.png");
    writeNoisy("x/y/b.png");
    Path out = folder.resolve("out");
    assertThat(denoise(images, "--recursive", "-o", out).exitCode()).isZero();
    assertThat(out.resolve("a.png")).exists();
    assertThat(out.resolve("x/y/b.png")).exists();
  }

  @Test
  void jsonTellsAllThereIsToKnow() throws IOException {
    Path a = writeNoisy("a.png");
    Path text = Files.writeString(images.resolve("b.png"), "no image");
    CommandLineRun run =
        denoise(a, text, "--json", "--device", "cpu", "--precision", "fp32", "--strength", "0.5");
    assertThat(run.exitCode()).isEqualTo(1);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines)
        .satisfiesExactly(
            done -> {
              double estimated = done.get("sigmaEstimated").asDouble();
              assertThat(estimated).isCloseTo(20, within(4.0));
              assertThat(done.get("sigmaTrust").asText()).isEqualTo("trusted");
              assertThat(done.get("sigma").asDouble()).isCloseTo(estimated / 2, within(0.02));
              assertThat(done.get("status").asText()).isEqualTo("ok");
              assertThat(done.get("model").asText()).isEqualTo(model.toString());
              assertThat(done.get("device").asText()).isEqualTo("cpu");
              assertThat(done.get("precision").asText()).isEqualTo("fp32");
              assertThat(done.get("seconds").isNumber()).isTrue();
              assertThat(done.get("width").asInt()).isEqualTo(40);
              assertThat(done.get("height").asInt()).isEqualTo(30);
            },
            failed -> assertThat(failed.get("error").asText()).contains("\"no image\""));
    CommandLineRun told = denoise(a, "--json", "--overwrite", "--sigma", "30");
    JsonNode facts = new ObjectMapper().readTree(told.out());
    assertThat(facts.get("sigmaEstimated").isNull()).isTrue();
    assertThat(facts.get("sigmaTrust").isNull()).isTrue();
  }

  // ---- unusual images ----

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "1,7", "20000,1"})
  void anImageOfAnySizeIsDenoised(int width, int height) throws IOException {
    Path noisy = TestFiles.write(images.resolve("a.png"), TestFiles.noisy(width, height, 1, 20));
    CommandLineRun run = denoise(noisy);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(denoise(noisy, "--tile", "128", "--overwrite").exitCode()).isZero();
    Image result = ImageFiles.read(images.resolve("a_denoised.png")).image();
    assertThat(List.of(result.width(), result.height())).containsExactly(width, height);
  }

  @Test
  void aPaletteIsDenoisedInItsColors() throws IOException {
    BufferedImage palette = new BufferedImage(30, 20, BufferedImage.TYPE_BYTE_INDEXED);
    palette.createGraphics().fillOval(3, 3, 20, 14);
    Path file = images.resolve("a.png");
    ImageIO.write(palette, "png", file.toFile());
    assertThat(denoise(file).exitCode()).isZero();
    assertThat(ImageFiles.read(images.resolve("a_denoised.png")).image().channels()).isEqualTo(3);
  }

  @Test
  void aCmykJpegIsDenoisedInRgb() throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 30, 20, 4, null);
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 30; x++) {
        raster.setPixel(x, y, new int[] {255, 8 * x, 9 * y, 250});
      }
    }
    Path file = images.resolve("a.jpg");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    }
    CommandLineRun run = denoise(file);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(ImageFiles.read(images.resolve("a_denoised.jpg")).image().channels()).isEqualTo(3);
  }

  // ---- what cannot be done ----

  @Test
  void imagesThatCannotBeReadFailAndTheOthersAreDone() throws IOException {
    Path whole = writeNoisy("whole.png");
    byte[] bytes = Files.readAllBytes(whole);
    Path torn = Files.write(images.resolve("torn.png"), Arrays.copyOf(bytes, bytes.length - 20));
    Path text = Files.writeString(images.resolve("text.png"), "Dear reader, this is no image.");
    Path empty = Files.createFile(images.resolve("empty.png"));
    Path missing = images.resolve("missing.png");
    CommandLineRun run = denoise(missing, text, torn, empty, whole);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("selfsame: " + missing + ": there is no such file"),
            line -> assertThat(line).startsWith("selfsame: " + text + ": it starts with \"Dear re"),
            line -> assertThat(line).startsWith("selfsame: " + torn + ": the file is cut off"),
            line -> assertThat(line).startsWith("selfsame: " + empty + ": the file is empty"));
    assertThat(run.out()).contains("1 done, 0 skipped, 4 failed");
    assertThat(imagesLeft())
        .containsExactly("empty.png", "text.png", "torn.png", "whole.png", "whole_denoised.png");
  }

  @Test
  void anOutputThatCannotBeMadeLeavesNothing() throws IOException {
    Path noisy = writeNoisy("a.png");
    Path file = Files.writeString(folder.resolve("file.txt"), "");
    CommandLineRun run = denoise(noisy, "-o", file.resolve("b.png"));
    assertFailed(run, 1);
    assertThat(run.err()).contains(file + ": is a file, expected a folder");
    assertThat(imagesLeft()).containsExactly("a.png");
  }

  @ParameterizedTest
  @CsvSource({
    "-5, --sigma -5: ",
    "0, --sigma 0: ",
    "1000, --sigma 1000: ",
    "NaN, --sigma NaN: ",
    "Infinity, --sigma Infinity: "
  })
  void aLevelThatTheModelDoesNotKnowIsRefused(String sigma, String beginning) throws IOException {
    CommandLineRun run = denoise(writeNoisy("a.png"), "--sigma=" + sigma);
    assertFailed(run, 2);
    assertThat(run.err())
        .contains(beginning)
        .contains("denoises sigma 0 to 55; give a level in that range and above 0")
        .contains("--sigma auto")
        .contains("Try: selfsame help denoise");
    assertThat(imagesLeft()).containsExactly("a.png");
  }

  @Test
  void aLevelThatIsNoNumberIsRefused() throws IOException {
    CommandLineRun run = denoise(writeNoisy("a.png"), "--sigma", "loud");
    assertFailed(run, 2);
    assertThat(run.err()).contains("'loud' is not a noise level; expected a number such as 25, or");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "4.5", "NaN"})
  void aStrengthOutOfBoundsIsRefused(String strength) throws IOException {
    CommandLineRun run = denoise(writeNoisy("a.png"), "--strength=" + strength);
    assertFailed(run, 2);
    assertThat(run.err()).contains("expected 0.1 to 4");
  }

  @ParameterizedTest
  @CsvSource({
    "--device, gpu, 'selfsame: --device gpu: expected cpu, cuda or cuda:N'",
    "--precision, int8, 'selfsame: --precision int8: expected fp32 or bf16'",
    "--tile, 7, 'selfsame: --tile 7: expected '",
    "--tile, big, 'selfsame: --tile big: expected auto, none or a side'",
    "--memory, much, 'selfsame: --memory much: expected auto, or bytes such as 4g or 512m'",
    "--memory, 0, 'selfsame: --memory 0: expected auto, or bytes such as 4g or 512m'",
    "--protocol, tiles, 'selfsame: --protocol tiles: expected whole or overlapped'",
    "--strength, much, 'selfsame: Invalid value for option ''--strength'': ''much'' is not a'"
  })
  void anOptionThatCannotBeMeantIsRefused(String option, String value, String message)
      throws IOException {
    CommandLineRun run = denoise(writeNoisy("a.png"), option, value);
    assertFailed(run, 2);
    assertThat(run.err()).startsWith(message);
    assertThat(imagesLeft()).containsExactly("a.png");
  }

  @Test
  void weightFilesThatAreNoneAreToldWithWhatIsWrong() throws IOException {
    Map<String, WeightArray> arrays = new LinkedHashMap<>();
    Map<String, String> metadata;
    try (Nlrn network = TestFiles.network(true)) {
      arrays.putAll(network.parameters().toArrays());
      metadata = TestFiles.metadata(network, new Denoise(0, 55));
    }
    byte[] whole = Files.readAllBytes(model);
    byte[] lying = whole.clone();
    lying[5] = 1; // the header would be 2^40 bytes long
    Map<String, WeightArray> nan = new LinkedHashMap<>(arrays);
    nan.computeIfPresent(
        "input_conv.bias", (name, old) -> new WeightArray(old.shape(), filled(old, Float.NaN)));
    Map<String, WeightArray> fewer = new LinkedHashMap<>(arrays);
    fewer.remove("conv_a.weight");
    Map<String, String> other = new HashMap<>(metadata);
    other.put("network", "swinir");
    Map<Path, String> found = new LinkedHashMap<>();
    found.put(folder.resolve("none.safetensors"), "there is no weight file");
    found.put(
        Files.write(folder.resolve("torn"), Arrays.copyOf(whole, whole.length - 9)),
        "is truncated");
    found.put(Files.write(folder.resolve("lying"), lying), "its header would have 10995");
    found.put(
        Files.writeString(folder.resolve("text"), "weights, I think"), "is not a safetensors file");
    found.put(TestFiles.writeModel(folder.resolve("nan"), metadata, nan), "holds NaN, expected");
    found.put(
        TestFiles.writeModel(folder.resolve("fewer"), metadata, fewer), "has no tensor conv_a");
    found.put(
        TestFiles.writeModel(folder.resolve("other"), other, arrays),
        "network 'swinir': expected nlrn, rnan or plain");
    found.put(
        TestFiles.writeModel(folder.resolve("bare"), Map.of(), arrays),
        "has no 'network' in its header");
    Path noisy = writeNoisy("a.png");
    found.forEach(
        (file, message) -> {
          CommandLineRun run = denoiseWith(file, noisy);
          assertFailed(run, 1);
          assertThat(run.err()).contains(file.toString()).contains(message);
        });
    assertThat(imagesLeft()).containsExactly("a.png");
  }

  private static float[] filled(WeightArray array, float value) {
    float[] values = new float[array.values().length];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void blackAndWhiteSpecksAreHintedAt() throws IOException {
    Image image = TestFiles.noisy(96, 96, 1, 10);
    for (int i = 0; i < 96 * 96; i += 37) {
      image.plane(0)[i] = i / 37 % 2;
    }
    Path file = TestFiles.write(images.resolve("specks.png"), image);
    assertThat(denoise(file).out())
        .containsPattern(
            "; black and white specks \\(salt and pepper, 2\\.\\d+ % of the samples\\)");
    CommandLineRun json = denoise(file, "--json", "--overwrite");
    assertThat(new ObjectMapper().readTree(json.out()).get("saltAndPepper").asDouble())
        .isBetween(0.02, 0.03);
  }

  @Test
  void whatAFileCannotSayIsToldUnlessItIsStripped() throws IOException {
    Image image = TestFiles.noisy(32, 24, 3, 10);
    Image alpha = Image.black(32, 24, 1);
    Path file = images.resolve("a.png");
    ImageFiles.write(
        file, new Picture(image, Optional.of(alpha), SampleFormat.UINT8, Metadata.NONE));
    CommandLineRun run = denoise(file, "--sigma", 5, "--format", "jpg", "--json");
    assertThat(new ObjectMapper().readTree(run.out()).get("leftOut").get(0).asText())
        .isEqualTo("its transparency (laid on white)");
    CommandLineRun text = denoise(file, "--sigma", 5, "--format", "jpg", "--overwrite");
    assertThat(text.out()).contains("(sigma 5; left out: its transparency (laid on white), ");
  }

  @Test
  void theQualityOfAJpegThatIsWrittenIsGiven() throws IOException {
    Path file = writeNoisy("a.png");
    assertThat(denoise(file, "--sigma", 5, "--format", "jpg", "--output-quality", 37).exitCode())
        .isZero();
    Picture result = Picture.read(images.resolve("a_denoised.jpg"));
    assertThat(result.metadata().jpegQuality().orElseThrow().value()).isEqualTo(37);
    assertThat(denoise(file, "--format", "png", "--output-quality", 37).err())
        .startsWith("selfsame: --output-quality 37: only JPEG files have a quality, and these are");
    assertThat(denoise(file, "--output-quality", 0).err())
        .startsWith("selfsame: --output-quality 0: expected 1 to 100");
  }

  @Test
  void aPageShowsTheImagesBeforeAndAfter() throws IOException {
    Path a = writeNoisy("a.png");
    Path b = writeNoisy("b.png");
    assertThat(denoise(a, "--sigma", 5, "--compare").exitCode()).isZero();
    assertThat(images.resolve("a_denoised.html")).content().contains("data-name=\"a.png\"");
    Path results = folder.resolve("results");
    assertThat(denoise(a, b, "--sigma", 5, "--compare", "-o", results).exitCode()).isZero();
    assertThat(results.resolve("comparison.html"))
        .content()
        .contains("data-name=\"a.png\" data-note=\"sigma 5\"", "data-name=\"b.png\"");
    assertThat(denoise(a, b, "--sigma", 5, "--compare", "-o", results).err())
        .contains("--compare: " + results.resolve("comparison.html") + " exists; give --overwrite");
  }

  @Test
  void aCropIsDenoisedByTheLevelOfTheWholeImage() throws IOException {
    Image image = TestFiles.noisy(200, 180, 1, 20);
    Path file = TestFiles.write(images.resolve("a.png"), image);
    String whole = denoise(file, "--json").out();
    String part = denoise(file, "--json", "--crop", "40x30").out();
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(part).get("sigma")).isEqualTo(json.readTree(whole).get("sigma"));
    Image expected = ImageFiles.read(images.resolve("a_denoised.png")).image().crop(80, 75, 40, 30);
    Image found = ImageFiles.read(images.resolve("a_crop_denoised.png")).image();
    assertThat(Psnr.of(found, expected)).isGreaterThan(45);
  }

  @Test
  void onlyFoldersAreWatched() throws IOException {
    assertThat(denoise(writeNoisy("a.png"), "--watch").err())
        .startsWith("selfsame: --watch: " + images.resolve("a.png") + " is not a folder");
    assertThat(denoise(images, "--watch", "--compare").err())
        .startsWith("selfsame: --compare: a watch has no end");
  }

  @Test
  void aStackTraceIsShownOnlyForDebugging() throws IOException {
    Path torn = Files.write(folder.resolve("torn.safetensors"), new byte[20]);
    assertThat(denoiseWith(torn, writeNoisy("a.png")).err()).doesNotContain("\tat ");
    assertThat(denoiseWith(torn, images.resolve("a.png"), "--debug").err()).contains("\tat ");
  }
}
