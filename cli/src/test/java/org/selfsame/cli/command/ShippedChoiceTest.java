package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.Resampling;
import org.selfsame.image.SampleFormat;

/** Which of the shipped models the commands take. */
class ShippedChoiceTest {
  @TempDir private Path folder;
  private Path gray;
  private Path color;

  @BeforeEach
  void writeImages() throws IOException {
    gray = folder.resolve("gray.png");
    color = folder.resolve("color.png");
    TestFiles.write(gray, TestFiles.pattern(26, 30, 1));
    TestFiles.write(color, TestFiles.pattern(26, 30, 3));
  }

  private static List<String> models(CommandLineRun run) throws IOException {
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    List<String> models = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      JsonNode facts = new ObjectMapper().readTree(line);
      models.add(facts.get(facts.has("model") ? "model" : "method").asText());
    }
    return models;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "best"})
  void oneRunDenoisesGrayImagesAndColorImagesWithAModelOfEach(String quality) throws IOException {
    assertThat(
            models(
                CommandLineRun.of(
                    "denoise", gray, color, "--sigma", "25", "--json", "--quality", quality)))
        .containsExactly(
            quality.equals("fast") ? "denoise-gray" : "denoise-gray-best", "denoise-color");
  }

  @Test
  void aModelThatIsNamedIsTakenForBoth() throws IOException {
    assertThat(
            models(CommandLineRun.of("denoise", gray, color, "--json", "--model", "denoise-gray")))
        .containsExactly("denoise-gray", "denoise-gray");
  }

  @Test
  void aModelOfColorTellsThatItIsNotForGrayImages() {
    CommandLineRun run = CommandLineRun.of("denoise", gray, color, "--model", "denoise-color");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("gray.png: image of 1 channels: model denoise-color expects 3");
    assertThat(Files.exists(folder.resolve("color_denoised.png"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"upscale, upscale", "deblock, deblock-color", "demosaic, demosaic"})
  void eachTaskHasItsModel(String command, String model) throws IOException {
    Path image = command.equals("demosaic") ? gray : color;
    List<Object> arguments = new ArrayList<>(List.of(command, image, "--json"));
    switch (command) {
      case "upscale" -> arguments.addAll(List.of("--scale", "2"));
      case "demosaic" -> arguments.addAll(List.of("--pattern", "grbg"));
      default -> {} // nothing must be told
    }
    arguments.addAll(List.of("--quality", "best"));
    assertThat(models(CommandLineRun.of(arguments.toArray()))).containsExactly(model);
  }

  @ParameterizedTest
  @CsvSource({
    "--quality=20, '--quality 20: expected fast or best'",
    "--quality=fast --model=denoise-gray, '--quality fast: --model denoise-gray already picks the model; leave out one of them'",
    "--quality=best --model=bm3d, '--quality best: bm3d has only one quality; leave it out'",
  })
  void aQualityThatCannotBeMeantIsRefused(String options, String message) {
    List<Object> arguments = new ArrayList<>(List.of("denoise", gray));
    arguments.addAll(List.of(options.split(" ")));
    CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(Files.exists(folder.resolve("gray_denoised.png"))).isFalse();
  }

  @Test
  void aLevelOrAnEstimateIsForTheModelsThatAreToldOne() throws IOException {
    assertThat(models(CommandLineRun.of("denoise", gray, color, "--json", "--sigma", "auto")))
        .containsExactly("denoise-gray", "denoise-color");
    CommandLineRun run =
        CommandLineRun.of("denoise", color, "--model", "denoise-photo", "--sigma", "20");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(
            "selfsame: --sigma: model denoise-photo takes no noise level; leave it out, and set"
                + " --strength instead");
  }

  /** Noise that was enlarged is not white. */
  @Test
  void noiseThatIsNotWhiteIsThatOfAPhotographAndTheStrengthBlends() throws IOException {
    Path enlarged = folder.resolve("enlarged.png");
    TestFiles.write(enlarged, Resampling.resize(TestFiles.noisy(120, 100, 3, 25), 240, 200));
    assertThat(models(CommandLineRun.of("denoise", enlarged, "--json", "--format", "tiff")))
        .containsExactly("denoise-photo");
    CommandLineRun none = CommandLineRun.of("denoise", enlarged, "--strength", "0");
    assertThat(none.err()).isEmpty();
    assertThat(none.out()).contains("enlarged_denoised.png (strength 0, ");
    assertThat(ImageFiles.read(folder.resolve("enlarged_denoised.png")).image().plane(0))
        .isEqualTo(ImageFiles.read(enlarged).image().plane(0));
    for (String command : List.of("denoise", "deblock")) {
      CommandLineRun run = CommandLineRun.of(command, color, "--strength", "1.6");
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).startsWith("selfsame: --strength 1.6: expected 0 to 1.5");
    }
  }

  @Test
  void aQualityIsForModelsThatKnowSomeOnly() {
    CommandLineRun run = CommandLineRun.of("deblock", color, "--input-quality", "30");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(
            "selfsame: --input-quality 30: model deblock-color takes JPEG files of any quality;"
                + " leave it out");
  }

  @Test
  void aPoorJpegIsDeblockedFirstIfThatIsAskedAndItIsSaidThatItCanBe() throws IOException {
    Path jpeg = folder.resolve("a.jpg");
    ImageFiles.write(
        jpeg,
        Picture.of(TestFiles.pattern(26, 30, 3), SampleFormat.UINT8),
        new JpegCompression(60).writeOptions());
    List<Object> upscale = List.of("upscale", jpeg, "--scale", "2", "--format", "png");
    CommandLineRun run = CommandLineRun.of(upscale.toArray());
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("(52x60, a JPEG of quality 60: --deblock removes its blocks first, ");
    Image before = ImageFiles.read(folder.resolve("a_x2.png")).image();
    List<Object> deblocked = new ArrayList<>(upscale);
    deblocked.addAll(List.of("--deblock", "--overwrite"));
    assertThat(CommandLineRun.of(deblocked.toArray()).out()).contains("(52x60, ");
    Image after = ImageFiles.read(folder.resolve("a_x2.png")).image();
    assertThat(after.plane(0)).isNotEqualTo(before.plane(0));
  }

  @Test
  void inspectTakesTheModelOfTheImagesChannels() throws IOException {
    for (Path image : List.of(gray, color)) {
      CommandLineRun run = CommandLineRun.of("inspect", image, "--at", "8,9", "--sigma", "25");
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains(image.equals(gray) ? "denoise-gray" : "denoise-color");
    }
  }

  @Test
  void modelsThatWereNotNamedAreMeasuredOnImagesOfTheirChannelsOnly() throws IOException {
    Path grays = Files.createDirectory(folder.resolve("grays"));
    Files.move(gray, grays.resolve("a.png"));
    Path colors = Files.createDirectory(folder.resolve("colors"));
    Files.move(color, colors.resolve("a.png"));
    List<String> both =
        List.of(
            "none",
            "denoise-gray",
            "denoise-gray-best",
            "none",
            "denoise-gray",
            "denoise-gray-best",
            "denoise-color");
    assertThat(
            models(
                CommandLineRun.of("evaluate", "--data", grays, colors, "--level", "25", "--json")))
        .isEqualTo(both);
    assertThat(
            models(
                CommandLineRun.of(
                    "evaluate", "--data", colors, "--gray", "--level", "25", "--json")))
        .containsExactly("none", "denoise-gray", "denoise-gray-best");
    CommandLineRun named =
        CommandLineRun.of("evaluate", "--data", grays, "--model", "denoise-color");
    assertThat(named.exitCode()).isEqualTo(2);
    assertThat(named.err())
        .contains("model denoise-color restores images of 3 channels, but these are gray");
  }
}
