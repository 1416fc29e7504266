package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Metadata;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;

class DegradeCommandTest {
  @TempDir private Path folder;

  private static CommandLineRun degrade(Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = "degrade";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandLineRun.of(all);
  }

  private Path write(String name, int channels) throws IOException {
    return TestFiles.write(folder.resolve(name), TestFiles.pattern(50, 31, channels));
  }

  private static void assertSame(Image found, Image expected) {
    assertThat(found.width()).isEqualTo(expected.width());
    assertThat(found.height()).isEqualTo(expected.height());
    assertThat(found.channels()).isEqualTo(expected.channels());
    for (int c = 0; c < expected.channels(); c++) {
      assertThat(found.plane(c)).isEqualTo(expected.plane(c));
    }
  }

  private void assertResult(CommandLineRun run, Path clean, String result, Degradation degradation)
      throws IOException {
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    Image expected =
        degradation.degrade(ImageFiles.read(clean).image(), clean.getFileName().toString());
    assertSame(ImageFiles.read(folder.resolve(result)).image(), expected);
  }

  @Test
  void aCamerasNoiseIsThatOfTheSeedAndTheName() throws IOException {
    Path clean = write("a.png", 3);
    CommandLineRun run = degrade(clean, "--camera", "--seed", "3");
    Image expected = new CameraNoise(3).degrade(ImageFiles.read(clean).image(), "a.png");
    assertSame(
        ImageFiles.read(folder.resolve("a_camera.png")).image(),
        SampleFormat.UINT8.round(expected));
    assertThat(run.out()).contains("(camera, seed 3, ");
    assertThat(degrade(write("g.png", 1), "--camera").err())
        .contains("expected 3 (RGB) to photograph");
  }

  @Test
  void noiseIsThatOfTheSeedAndTheNameClippedAndRounded() throws IOException {
    Path clean = write("a.png", 3);
    CommandLineRun run = degrade(clean, "--noise", "25", "--seed", "7");
    assertResult(run, clean, "a_noisy.png", new GaussianNoise(25, 7, GaussianNoise.Form.EIGHT_BIT));
    assertThat(run.out())
        .startsWith(clean + " -> " + folder.resolve("a_noisy.png") + " (sigma 25, seed 7, ");
    CommandLineRun noSeed = degrade(clean, "--noise", "12.5", "--overwrite");
    assertResult(
        noSeed, clean, "a_noisy.png", new GaussianNoise(12.5, 0, GaussianNoise.Form.EIGHT_BIT));
  }

  @Test
  void aFloatTiffKeepsTheNoiseAsItIs() throws IOException {
    Path clean = folder.resolve("a.tif");
    ImageFiles.write(clean, Picture.of(TestFiles.pattern(30, 20, 1), SampleFormat.FLOAT32));
    CommandLineRun run = degrade(clean, "--noise", "100");
    assertResult(run, clean, "a_noisy.tif", new GaussianNoise(100, 0, GaussianNoise.Form.FLOAT));
    Picture noisy = ImageFiles.read(folder.resolve("a_noisy.tif"));
    assertThat(noisy.format()).isEqualTo(SampleFormat.FLOAT32);
    float lowest = 0;
    for (float sample : noisy.image().plane(0)) {
      lowest = Math.min(lowest, sample);
    }
    assertThat(lowest).isLessThan(-0.1f);
  }

  @Test
  void theScaleReducesTheImageAndItsAlpha() throws IOException {
    Image image = TestFiles.pattern(50, 31, 3);
    Image alpha = TestFiles.pattern(50, 31, 1);
    Path clean = folder.resolve("a.png");
    ImageFiles.write(
        clean, new Picture(image, Optional.of(alpha), SampleFormat.UINT16, Metadata.NONE));
    CommandLineRun run = degrade(clean, "--scale", "3");
    assertResult(run, clean, "a_reduced3.png", new BicubicDownscale(3));
    assertThat(run.out()).contains(" (to 1/3, ");
    Picture result = ImageFiles.read(folder.resolve("a_reduced3.png"));
    assertThat(result.format()).isEqualTo(SampleFormat.UINT16);
    assertSame(result.alpha().orElseThrow(), new BicubicDownscale(3).degrade(alpha, "a.png"));
  }

  @ParameterizedTest
  @CsvSource({"1, png", "3, png", "1, jpg", "3, jpg"})
  void aJpegIsThatOfTheQualityAsAFileAndDecoded(int channels, String format) throws IOException {
    Path clean = write("a.png", channels);
    CommandLineRun run = degrade(clean, "--jpeg", "10", "--format", format);
    assertResult(run, clean, "a_jpeg10." + format, new JpegCompression(10));
    assertThat(run.out()).contains(" (JPEG quality 10, ");
  }

  @ParameterizedTest
  @EnumSource(BayerMosaic.Pattern.class)
  void aMosaicHasThePatternThatIsNamedInWhateverCase(BayerMosaic.Pattern pattern)
      throws IOException {
    Path clean = write("a.png", 3);
    assertResult(
        degrade(clean, "--mosaic", pattern), clean, "a_mosaic.png", new BayerMosaic(pattern));
    String name = pattern.name().toLowerCase(Locale.ROOT);
    CommandLineRun lower = degrade(clean, "--mosaic", name, "--overwrite");
    assertResult(lower, clean, "a_mosaic.png", new BayerMosaic(pattern));
    assertThat(lower.out()).contains(" (mosaic " + name + ", ");
  }

  @Test
  void whatGoesWithTheImageIsKept() throws IOException {
    byte[] exif = "MM\0\52\0\0\0\10\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    Path clean = folder.resolve("a.jpg");
    Picture picture =
        Picture.of(TestFiles.pattern(32, 24, 3), SampleFormat.UINT8)
            .withMetadata(new Metadata(Optional.empty(), Optional.of(exif)));
    ImageFiles.write(clean, picture);
    for (String way : new String[] {"--noise=25", "--scale=2", "--jpeg=20", "--mosaic=grbg"}) {
      Path result = folder.resolve("result.jpg");
      assertThat(degrade(clean, way, "-o", result, "--overwrite").exitCode()).isZero();
      assertThat(ImageFiles.read(result).metadata().exif()).as(way).hasValue(exif);
    }
  }

  @Test
  void aFolderIsTakenAndItsBadImagesAreToldOneByOne() throws IOException {
    Files.createDirectories(folder.resolve("in/below"));
    write("in/color.png", 3);
    write("in/below/color.png", 3);
    Path gray = write("in/gray.png", 1);
    Path text = Files.writeString(folder.resolve("in/text.png"), "no image");
    CommandLineRun run =
        degrade(
            folder.resolve("in"), "--recursive", "--mosaic", "grbg", "-o", folder.resolve("out"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "selfsame: %s: image of 1 channels: expected 3 (RGB) to take a mosaic of"
                            .formatted(gray)),
            line -> assertThat(line).startsWith("selfsame: " + text + ": "));
    assertThat(run.out()).contains("2 done, 0 skipped, 2 failed");
    assertThat(folder.resolve("out/color.png")).exists();
    assertThat(folder.resolve("out/below/color.png")).exists();
    assertThat(folder.resolve("out/gray.png")).doesNotExist();
  }

  @Test
  void anImageSmallerThanTheScaleFailsAlone() throws IOException {
    Path small = TestFiles.write(folder.resolve("small.png"), TestFiles.pattern(3, 9, 1));
    CommandLineRun run = degrade(small, write("large.png", 1), "--scale", "4");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "selfsame: %s: image of 3x9 pixels: expected at least 4x4 to reduce it 4 times\n"
                .formatted(small));
    assertThat(folder.resolve("large_reduced4.png")).exists();
    assertThat(folder.resolve("small_reduced4.png")).doesNotExist();
  }

  @Test
  void jsonTellsWhatWasDone() throws IOException {
    Path clean = write("a.png", 3);
    JsonNode noise = json(degrade(clean, "--json", "--noise", "25"));
    assertThat(noise.get("noise").asDouble()).isEqualTo(25);
    assertThat(noise.get("seed").asLong(-1)).isZero();
    assertThat(noise.get("width").asInt()).isEqualTo(50);
    JsonNode scale = json(degrade(clean, "--json", "--scale", "4"));
    assertThat(scale.get("scale").asInt()).isEqualTo(4);
    assertThat(scale.get("width").asInt()).isEqualTo(12);
    assertThat(scale.get("height").asInt()).isEqualTo(7);
    JsonNode jpeg = json(degrade(clean, "--json", "--jpeg", "40"));
    assertThat(jpeg.get("jpeg").asInt()).isEqualTo(40);
    JsonNode mosaic = json(degrade(clean, "--json", "--mosaic", "BGGR"));
    assertThat(mosaic.get("mosaic").asText()).isEqualTo("bggr");
  }

  private static JsonNode json(CommandLineRun run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--noise=-1|--noise: sigma is -1.0: expected a number from 0 to 255",
        "--noise=much|'much' is not a number",
        "--scale=1|--scale: scale is 1: expected a whole number from 2",
        "--scale=1.5|'1.5' is not an int",
        "--jpeg=0|--jpeg: JPEG quality is 0: expected a whole number from 1 to 100",
        "--jpeg=101|--jpeg: JPEG quality is 101: expected a whole number from 1 to 100",
        "--mosaic=rgbg|'rgbg' is not a mosaic; expected rggb, bggr, grbg or gbrg"
      })
  void aValueThatCannotBeIsRefused(String option, String message) throws IOException {
    CommandLineRun run = degrade(write("a.png", 3), option);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message).contains("Try: selfsame help degrade");
    assertThat(folder).isDirectoryNotContaining("glob:**_*");
  }

  @Test
  void exactlyOneWayIsAskedFor() throws IOException {
    Path clean = write("a.png", 3);
    CommandLineRun none = degrade(clean);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err())
        .startsWith("selfsame: Missing required argument (specify one of these): (--noise=SIGMA")
        .contains("--scale")
        .contains("--mosaic");
    CommandLineRun two = degrade(clean, "--scale", "2", "--jpeg", "10");
    assertThat(two.exitCode()).isEqualTo(2);
    assertThat(two.err()).startsWith("selfsame: --scale=N, --jpeg=QUALITY are mutually exclusive");
    CommandLineRun seed = degrade(clean, "--scale", "2", "--seed", "3");
    assertThat(seed.exitCode()).isEqualTo(2);
    assertThat(seed.err())
        .contains("--seed 3: only --noise and --camera have a seed; leave it out");
  }
}
