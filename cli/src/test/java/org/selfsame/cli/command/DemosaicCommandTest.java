package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.network.Rnan;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.task.Demosaic;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;

/** Demosaicing with a network that adds 51 of 255 to every sample. */
class DemosaicCommandTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    RnanConfig config = new RnanConfig(3, 4, 2, Normalization.KEYS, 1);
    try (Rnan network = new Rnan(config, Device.CPU, 1)) {
      Map<String, WeightArray> arrays = new LinkedHashMap<>(network.parameters().toArrays());
      Arrays.fill(arrays.get("tail.0.weight").values(), 0);
      Arrays.fill(arrays.get("tail.0.bias").values(), 51);
      model =
          TestFiles.writeModel(
              folder.resolve("model.safetensors"),
              TestFiles.metadata(network, new Demosaic(Pattern.GRBG)),
              arrays);
    }
  }

  private CommandLineRun demosaic(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("demosaic", "--model", model));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray());
  }

  private Path write(String name, Image image, SampleFormat format) throws IOException {
    Path file = folder.resolve(name);
    ImageFiles.write(file, Picture.of(image, format));
    return file;
  }

  private static Image mosaic(Pattern pattern) {
    return new BayerMosaic(pattern).degrade(TestFiles.pattern(14, 9, 3), "");
  }

  private static Image oneChannel(Image mosaic) {
    float[] samples = new float[mosaic.plane(0).length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = mosaic.plane(0)[i] + mosaic.plane(1)[i] + mosaic.plane(2)[i];
    }
    return new Image(mosaic.width(), mosaic.height(), samples);
  }

  @ParameterizedTest
  @EnumSource
  void aMosaicOfOneChannelOrThreeBecomesColor(Pattern pattern) throws IOException {
    Image mosaic = mosaic(pattern);
    String name = pattern.name().toLowerCase(Locale.ROOT);
    for (SampleFormat format : List.of(SampleFormat.UINT8, SampleFormat.UINT16)) {
      for (String extension : List.of("png", "tif")) {
        Path gray = write("gray." + extension, oneChannel(mosaic), format);
        Path rgb = write("rgb." + extension, mosaic, format);
        CommandLineRun run = demosaic(gray, rgb, "--pattern", name, "--overwrite");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        Path result = folder.resolve("gray_demosaiced." + extension);
        assertThat(run.out()).startsWith("%s -> %s (pattern %s, ".formatted(gray, result, name));
        for (String from : List.of("gray", "rgb")) {
          Picture found = ImageFiles.read(folder.resolve(from + "_demosaiced." + extension));
          assertThat(found.format()).isEqualTo(format);
          assertThat(found.image().channels()).isEqualTo(3);
          for (int c = 0; c < 3; c++) {
            for (int i = 0; i < mosaic.plane(c).length; i++) {
              assertThat(found.image().plane(c)[i])
                  .isCloseTo(Math.min(1, mosaic.plane(c)[i] + 0.2f), within(0.6f / 255));
            }
          }
        }
      }
    }
  }

  @Test
  void aColorImageThatIsNoMosaicOfThePatternIsRefused() throws IOException {
    Path rgb = write("rgb.png", mosaic(Pattern.RGGB), SampleFormat.UINT8);
    CommandLineRun run = demosaic(rgb, "--pattern", "bggr");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("selfsame: %s is not a mosaic of pattern bggr: red is ".formatted(rgb))
        .contains("Give its own --pattern, or a gray image");
    assertThat(folder.resolve("rgb_demosaiced.png")).doesNotExist();
  }

  @Test
  void aPatternThatThereIsNotIsRefusedAndOneThatCannotBeToldIsAskedFor() throws IOException {
    Path gray = write("gray.png", TestFiles.pattern(8, 8, 1), SampleFormat.UINT8);
    assertThat(demosaic(gray, "--pattern", "rgbg").err())
        .contains("'rgbg' is not a mosaic; expected rggb, bggr, grbg or gbrg");
    CommandLineRun run = demosaic(write("flat.png", Image.black(8, 8, 1), SampleFormat.UINT8));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("its pattern cannot be told").contains("Give the pattern");
  }

  @ParameterizedTest
  @EnumSource
  void aMosaicOfThreeChannelsTellsItsPattern(Pattern pattern) throws IOException {
    Path rgb = write("rgb.png", mosaic(pattern), SampleFormat.UINT8);
    String name = pattern.name().toLowerCase(Locale.ROOT);
    assertThat(demosaic(rgb).out()).contains("(pattern " + name + ", ");
  }

  /** The network adds 0.2 to what it is shown: to the samples along the curve of sRGB. */
  @Test
  void samplesOfLightAreShownAsOnADisplay() throws IOException {
    float[] samples = new float[64];
    Arrays.fill(samples, 1000 / 65535f); // (1000 - 200) / (4200 - 200) = 0.2
    Path low = write("low.tif", new Image(8, 8, samples), SampleFormat.UINT16);
    String[] levels = {"--pattern", "rggb", "--black", "200", "--white", "4200"};
    assertThat(demosaic(arguments(low, levels, "--tone", "srgb")).out())
        .contains("(pattern rggb, black 200, white 4200, srgb, ");
    Image shown = ImageFiles.read(folder.resolve("low_demosaiced.tif")).image();
    assertThat(shown.get(0, 2, 4)).isCloseTo(0.484529f + 0.2f, within(1e-4f));
    assertThat(demosaic(arguments(low, levels, "--overwrite")).exitCode()).isZero();
    Image light = ImageFiles.read(folder.resolve("low_demosaiced.tif")).image();
    // The linear value of 0.684529 is 0.426223.
    assertThat(light.get(2, 3, 5) * 65535).isCloseTo(200 + 4000 * 0.426223f, within(2f));
  }

  private static Object[] arguments(Path file, String[] some, String... more) {
    List<Object> all = new ArrayList<>(List.of(file));
    all.addAll(List.of(some));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void aPatternThatDoesNotFitIsTold() throws IOException {
    Image mosaic = new BayerMosaic(Pattern.RGGB).degrade(TestFiles.pattern(64, 64, 3), "");
    float[] samples = oneChannel(mosaic).plane(0);
    for (int i = 0; i < samples.length; i++) {
      // Red and blue apart from green, as in most pictures.
      samples[i] = Pattern.RGGB.channel(i / 64, i % 64) == 1 ? 0.4f : 0.8f - 0.2f * (i / 64 % 2);
    }
    Path gray = write("gray.png", new Image(64, 64, samples), SampleFormat.UINT8);
    assertThat(demosaic(gray, "--pattern", "grbg").out())
        .contains("pattern grbg, but the picture looks like rggb or bggr");
    assertThat(demosaic(gray, "--pattern", "bggr", "--overwrite").out()).doesNotContain("but");
    CommandLineRun open = demosaic(gray, "--overwrite");
    assertThat(open.exitCode()).isEqualTo(1);
    assertThat(open.err()).contains("its greens lie as in rggb or bggr").contains("would be rggb");
  }

  @Test
  void anImageOfOneRowIsRefused() throws IOException {
    Path row = write("row.png", TestFiles.pattern(8, 1, 1), SampleFormat.UINT8);
    CommandLineRun run = demosaic(row, "--pattern", "rggb");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("image of 8x1 pixels: expected a Bayer mosaic of at least 2x2");
  }

  /** The samples of a mosaic that selfsame degrade makes are those that it keeps. */
  @Test
  void whatDegradeMakesIsTaken() throws IOException {
    Path clean = write("clean.png", TestFiles.pattern(10, 6, 3), SampleFormat.UINT8);
    assertThat(CommandLineRun.of("degrade", clean, "--mosaic", "gbrg").exitCode()).isZero();
    Path mosaic = folder.resolve("clean_mosaic.png");
    assertThat(Files.exists(mosaic)).isTrue();
    assertThat(demosaic(mosaic, "--pattern", "gbrg", "--ensemble").exitCode()).isZero();
    assertThat(folder.resolve("clean_mosaic_demosaiced.png")).exists();
  }
}
