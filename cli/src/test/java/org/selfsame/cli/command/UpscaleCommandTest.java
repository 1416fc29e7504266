package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Metadata;
import org.selfsame.image.Picture;
import org.selfsame.image.Resampling;
import org.selfsame.image.SampleFormat;
import org.selfsame.network.Nlrn;
import org.selfsame.quality.Psnr;
import org.selfsame.task.BicubicUpscale;
import org.selfsame.task.Task;
import org.selfsame.task.Upscale;
import org.selfsame.weights.WeightArray;

/** Enlarging with a small network that adds a number to all luma. */
class UpscaleCommandTest {
  private static final Upscale TASK = new Upscale(List.of(2, 3, 4));

  @TempDir private Path folder;
  private Path images;
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    model = writeModel("model.safetensors", 0, TASK);
  }

  private Path writeModel(String name, float added, Task task) throws IOException {
    try (Nlrn network = TestFiles.network(false)) {
      Map<String, WeightArray> arrays = new LinkedHashMap<>(network.parameters().toArrays());
      Arrays.fill(arrays.get("output_conv.weight").values(), 0);
      Arrays.fill(arrays.get("output_conv.bias").values(), added);
      return TestFiles.writeModel(folder.resolve(name), TestFiles.metadata(network, task), arrays);
    }
  }

  private CommandLineRun upscale(Object... arguments) {
    return upscaleWith(model, arguments);
  }

  private static CommandLineRun upscaleWith(Path model, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("upscale", "--model", model));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray());
  }

  private Path writeImage(String name, int width, int height, int channels) throws IOException {
    return TestFiles.write(images.resolve(name), TestFiles.pattern(width, height, channels));
  }

  private static void assertRefused(CommandLineRun run, String message) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("selfsame: " + message).contains("Try: selfsame help upscale");
    assertThat(run.out()).isEmpty();
  }

  // ---- what it does ----

  @ParameterizedTest
  @CsvSource({"2, 21, 15, 3", "3, 20, 15, 1", "4, 1, 1, 3", "4, 7, 1, 1"})
  void theResultLiesBesideTheImageAndIsNamedAfterTheScale(
      int scale, int width, int height, int channels) throws IOException {
    Path small = writeImage("a.png", width, height, channels);
    Path large = images.resolve("a_x" + scale + ".png");
    CommandLineRun run = upscale(small, "--scale", scale);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("%s -> %s (%dx%d, ".formatted(small, large, width * scale, height * scale));
    Image bicubic = new BicubicUpscale(scale).restore(ImageFiles.read(small).image());
    assertSame(ImageFiles.read(large).image(), SampleFormat.UINT8.round(bicubic));
  }

  @Test
  void theModelRestoresTheLuma() throws IOException {
    Path small = writeImage("a.png", 20, 15, 3);
    // White is 219 above black in luma, of 255.
    Path brighter = writeModel("brighter.safetensors", 21.9f / 255, TASK);
    assertThat(upscaleWith(brighter, small, "--scale", 2, "--precision", "fp32").exitCode())
        .isZero();
    Image bicubic = new BicubicUpscale(2).restore(ImageFiles.read(small).image());
    Image found = ImageFiles.read(images.resolve("a_x2.png")).image();
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < found.plane(c).length; i++) {
        assertThat(found.plane(c)[i]).isCloseTo(bicubic.plane(c)[i] + 0.1f, within(0.6f / 255));
      }
    }
  }

  private static void assertSame(Image found, Image expected) {
    assertThat(List.of(found.width(), found.height(), found.channels()))
        .containsExactly(expected.width(), expected.height(), expected.channels());
    for (int c = 0; c < expected.channels(); c++) {
      assertThat(found.plane(c)).containsExactly(expected.plane(c), within(1.01f / 255));
    }
  }

  @Test
  void depthAndMetadataAreKeptAndTransparencyIsEnlarged() throws IOException {
    Image alpha = TestFiles.pattern(20, 15, 1);
    byte[] exif = "MM\0\52\0\0\0\10\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    Path small = images.resolve("a.png");
    ImageFiles.write(
        small,
        new Picture(
            TestFiles.pattern(20, 15, 3),
            Optional.of(alpha),
            SampleFormat.UINT16,
            new Metadata(Optional.empty(), Optional.of(exif))));
    assertThat(upscale(small, "--scale", 3).exitCode()).isZero();
    Picture result = ImageFiles.read(images.resolve("a_x3.png"));
    assertThat(result.format()).isEqualTo(SampleFormat.UINT16);
    assertThat(result.metadata().exif()).hasValue(exif);
    assertThat(result.alpha().orElseThrow().plane(0))
        .containsExactly(new BicubicUpscale(3).restore(alpha).plane(0), within(1e-4f));
  }

  @Test
  void aResultTooLargeForAJpegIsToldBeforeTheWork() throws IOException {
    Path wide = TestFiles.write(images.resolve("wide.jpg"), TestFiles.pattern(40_000, 1, 1));
    CommandLineRun run = upscale(wide, "--scale", 2);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("80000x2 pixels, and a JPEG can have 65535 a side");
    assertThat(images.resolve("wide_x2.jpg")).doesNotExist();
  }

  @Test
  void theOptionsOfModelsAreTaken() throws IOException {
    Path small = writeImage("a.png", 90, 70, 3);
    assertThat(upscale(small, "--scale", 2).exitCode()).isZero();
    Path result = images.resolve("a_x2.png");
    Image expected = ImageFiles.read(result).image();
    for (List<String> options :
        List.of(
            List.of("--tile=128", "--precision=fp32", "--device=cpu"),
            List.of("--memory=200m", "--precision=bf16"),
            List.of("--ensemble", "--tile=none"),
            List.of("--protocol=overlapped"))) {
      List<Object> arguments = new ArrayList<>(List.of(small, "--scale=2", "--overwrite"));
      arguments.addAll(options);
      CommandLineRun run = upscale(arguments.toArray());
      assertThat(run.err()).as("%s", options).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertSame(ImageFiles.read(result).image(), expected);
    }
  }

  @Test
  void ofAFolderTheTreeIsKeptAndOneBadImageDoesNotKeepTheOthersFromIt() throws IOException {
    Files.createDirectory(images.resolve("b"));
    writeImage("a.png", 5, 4, 1);
    writeImage("b/c.png", 5, 4, 3);
    Path text = Files.writeString(images.resolve("text.png"), "no image");
    Path out = folder.resolve("out");
    CommandLineRun run = upscale(images, "--scale", 2, "--recursive", "-o", out, "--json");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("selfsame: " + text + ": ").hasLineCount(1);
    JsonNode facts = new ObjectMapper().readTree(run.out().lines().findFirst().orElseThrow());
    assertThat(facts.get("status").asText()).isEqualTo("ok");
    assertThat(facts.get("scale").asInt()).isEqualTo(2);
    assertThat(facts.get("model").asText()).isEqualTo(model.toString());
    assertThat(facts.get("width").asInt()).isEqualTo(10);
    assertThat(facts.get("height").asInt()).isEqualTo(8);
    assertThat(ImageFiles.read(out.resolve("a.png")).image().width()).isEqualTo(10);
    assertThat(ImageFiles.read(out.resolve("b/c.png")).image().channels()).isEqualTo(3);
  }

  @Test
  void imagesOfKindsThatAreNotReadAreTold() throws IOException {
    writeImage("a.png", 5, 4, 1);
    Path phone = Files.createFile(images.resolve("anim.gif"));
    CommandLineRun run = upscale(images, "--scale", 2);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("Left out 1 file, of kinds that are not read: " + phone);
  }

  @Test
  void earlierResultsAreNotEnlargedAgain() throws IOException {
    writeImage("a.png", 5, 4, 1);
    assertThat(upscale(images, "--scale", 2).exitCode()).isZero();
    CommandLineRun again = upscale(images, "--scale", 2, "--skip-existing");
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).contains("a_x2.png");
    assertThat(images.resolve("a_x2_x2.png")).doesNotExist();
  }

  @Test
  void whatWasTrainedEnlarges() throws IOException {
    Path training = Files.createDirectory(folder.resolve("training"));
    for (int i = 0; i < 3; i++) {
      TestFiles.write(training.resolve(i + ".png"), TestFiles.pattern(40 + i, 30, 3));
    }
    Path output = folder.resolve("trained");
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            network: {channels: 4, embedding: 2, steps: 1, neighborhood: 5}
            task: {type: upscale, scales: [2, 3]}
            data: {folders: ['%s'], holdOut: 1, scales: [1.0]}
            patches: {size: 9, batch: 2}
            budget: {maxSteps: 2}
            validation: {steps: 2, crop: 24, levels: [2, 3]}
            output: '%s'
            """
                .formatted(training, output));
    CommandLineRun run = CommandLineRun.of("train", config, "-q");
    assertThat(run.err()).isEmpty();
    Path small = writeImage("a.png", 20, 15, 3);
    Path trained = output.resolve("model.safetensors");
    assertThat(upscaleWith(trained, small, "--scale", 3).exitCode()).isZero();
    assertThat(ImageFiles.read(images.resolve("a_x3.png")).image().width()).isEqualTo(60);
    assertRefused(
        upscaleWith(trained, small, "--scale", 10),
        "--scale 10: expected above 1, and at most 9: model "
            + trained
            + " can upscale, x2, x3, and do it twice");
  }

  @Test
  void anyScaleAndSizeIsReached() throws IOException {
    Path small = writeImage("a.png", 20, 15, 3);
    assertThat(upscale(small, "--scale", 1.5).out()).contains("a_x1.5.png (30x23");
    assertThat(upscale(small, "--scale", 6).exitCode()).isZero();
    assertThat(upscale(small, "--size", "50x").out()).contains("a_50x.png (50x38");
    assertThat(upscale(small, "--size", "x45").out()).contains("a_x45.png (60x45");
    assertThat(upscale(small, "--size", "50x31").out()).contains("a_50x31.png (41x31");
    assertThat(ImageFiles.read(images.resolve("a_x1.5.png")).image().height()).isEqualTo(23);
    assertThat(ImageFiles.read(images.resolve("a_x6.png")).image().width()).isEqualTo(120);

    // What is reduced from the next factor is what our own kernel makes of it.
    assertThat(upscale(small, "--scale", 2).exitCode()).isZero();
    Image twice = ImageFiles.read(images.resolve("a_x2.png")).image();
    Image reduced = Resampling.resize(twice, 30, 23);
    Image result = ImageFiles.read(images.resolve("a_x1.5.png")).image();
    assertThat(Psnr.of(result, reduced)).isGreaterThan(50);
  }

  @Test
  void aSizeIsThatOfTheImageAsItIsSeen() throws IOException {
    Path lying = images.resolve("lying.jpg");
    byte[] exif = exifWithOrientation(6);
    ImageFiles.write(
        lying,
        Picture.of(TestFiles.pattern(20, 15, 3), SampleFormat.UINT8)
            .withMetadata(new Metadata(Optional.empty(), Optional.of(exif))));
    assertThat(upscale(lying, "--size", "30x").exitCode()).isZero();
    Image result = ImageFiles.read(images.resolve("lying_30x.jpg")).image();
    assertThat(result).hasToString("Image[40x30, 3 channels]");
  }

  /** A block of one field. */
  private static byte[] exifWithOrientation(int orientation) {
    return ByteBuffer.allocate(26)
        .put(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1})
        .putShort((short) 274)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  @Test
  void aSizeThatAnImageHasAlreadyIsRefusedForItAlone() throws IOException {
    Path large = writeImage("large.png", 60, 45, 1);
    Path small = writeImage("small.png", 20, 15, 1);
    CommandLineRun run = upscale(large, small, "--size", "50x");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(large + " has 60x45 pixels, no less than --size 50x; reduce it with another");
    assertThat(images.resolve("small_50x.png")).exists();
  }

  @Test
  void aCropIsThatPartOfTheWholeResult() throws IOException {
    Path small = writeImage("a.png", 150, 140, 3);
    assertThat(upscale(small, "--scale", 2).exitCode()).isZero();
    assertThat(upscale(small, "--scale", 2, "--crop", "30x20+100+90").exitCode()).isZero();
    Image whole = ImageFiles.read(images.resolve("a_x2.png")).image();
    Image part = ImageFiles.read(images.resolve("a_crop_x2.png")).image();
    assertThat(part).hasToString("Image[60x40, 3 channels]");
    assertThat(Psnr.of(part, whole.crop(200, 180, 60, 40))).isGreaterThan(50);

    assertThat(upscale(small, "--scale", 2, "--crop", "10x10+150+0", "--overwrite").err())
        .contains(small + ": nothing of --crop is in it, as it has 150x140 pixels");
    assertRefused(
        upscale(small, "--scale", 2, "--crop", "10+20"),
        "Invalid value for option '--crop': '10+20' is not a part of an image; expected width");
  }

  // ---- what cannot be done ----

  @ParameterizedTest
  @ValueSource(strings = {"-2", "0", "1", "16.01", "1000000", "NaN"})
  void aScaleThatTwoPassesDoNotReachIsRefused(String scale) throws IOException {
    assertRefused(
        upscale(writeImage("a.png", 5, 4, 1), "--scale=" + scale),
        "--scale "
            + scale
            + ": expected above 1, and at most 16: model "
            + model
            + " can upscale, x2, x3, x4, and do it twice");
  }

  @Test
  void aScaleOrASizeIsNeeded() throws IOException {
    Path small = writeImage("a.png", 5, 4, 1);
    assertRefused(upscale(small), "Missing required argument (specify one of these): (--scale=X");
    assertRefused(upscale(small, "--scale", "x"), "Invalid value for option '--scale': 'x'");
    for (String size : List.of("x", "40", "0x3", "4000x3000!")) {
      assertRefused(
          upscale(small, "--size", size),
          "Invalid value for option '--size': '"
              + size
              + "' is not a size; expected a width such as 4000x");
    }
    assertRefused(upscale(small, "--size", "9x", "--scale", 2), "--scale=X, --size=WxH are mutual");
  }

  @Test
  void aModelOfTheOtherTaskIsRefused() throws IOException {
    Path small = writeImage("a.png", 5, 4, 1);
    Path denoising = TestFiles.writeModel(folder.resolve("denoising.safetensors"));
    assertRefused(
        upscaleWith(denoising, small, "--scale", 2),
        "model " + denoising + " is for 'denoise, sigma 0 to 55': expected one that enlarges");
    assertRefused(
        upscaleWith(Path.of("denoise-gray"), small, "--scale", 2),
        "model denoise-gray is for 'denoise, sigma 0 to 55': expected one that enlarges");
    CommandLineRun denoise = CommandLineRun.of("denoise", small, "--model", model);
    assertThat(denoise.exitCode()).isEqualTo(2);
    assertThat(denoise.err())
        .startsWith(
            "selfsame: model " + model + " is for 'upscale, x2, x3, x4': expected one that denoi");
  }

  @Test
  void aBudgetThatTheSmallestTileDoesNotFitInIsRefusedBeforeTheWork() throws IOException {
    assertRefused(
        upscale(writeImage("a.png", 5, 4, 1), "--scale", 2, "--memory", "100k"),
        "--memory 100k: model " + model + " needs ");
    assertThat(images.resolve("a_x2.png")).doesNotExist();
  }
}
