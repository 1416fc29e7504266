package org.selfsame.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Metadata;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;

class NoiseCommandTest {
  private static final int SIDE = 64;
  @TempDir private Path folder;

  private static Image gray(double value) {
    float[] plane = new float[SIDE * SIDE];
    Arrays.fill(plane, (float) value);
    return new Image(SIDE, SIDE, plane);
  }

  private Path write(String name, Picture picture) throws IOException {
    Path file = folder.resolve(name);
    ImageFiles.write(file, picture);
    return file;
  }

  private Path writeGray(String name) throws IOException {
    return write(name, Picture.of(gray(0.5), SampleFormat.UINT8));
  }

  private static double deviation(Image noisy, double clean) {
    double squares = 0;
    for (float sample : noisy.plane(0)) {
      squares += (sample - clean) * (sample - clean);
    }
    return 255 * Math.sqrt(squares / noisy.plane(0).length);
  }

  @Test
  void theNoiseHasTheStrengthThatWasAskedFor() throws IOException {
    Path clean = write("a.tif", Picture.of(gray(0.5), SampleFormat.FLOAT32));
    CommandLineRun run = CommandLineRun.of("noise", clean, "--sigma", "25", "--seed", "7");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("(sigma 25, seed 7, ");
    Picture noisy = ImageFiles.read(folder.resolve("a_noisy.tif"));
    assertThat(deviation(noisy.image(), 0.5)).isCloseTo(25, within(1.0));
    assertThat(noisy.format()).isEqualTo(SampleFormat.FLOAT32);
  }

  @Test
  void theSameSeedAndNameGiveTheSameFile() throws IOException {
    Path clean = writeGray("a.png");
    Path once = folder.resolve("once");
    Path twice = folder.resolve("twice");
    Path other = folder.resolve("other");
    CommandLineRun.of("noise", clean, "-o", once, "--sigma", "25", "--seed", "1");
    CommandLineRun.of("noise", clean, "-o", twice, "--sigma", "25", "--seed", "1");
    CommandLineRun.of("noise", clean, "-o", other, "--sigma", "25", "--seed", "2");
    assertThat(twice.resolve("a.png")).hasSameBinaryContentAs(once.resolve("a.png"));
    assertThat(Files.mismatch(other.resolve("a.png"), once.resolve("a.png"))).isNotEqualTo(-1);
  }

  @Test
  void imagesOfAFolderGetDifferentNoise() throws IOException {
    writeGray("a.png");
    writeGray("b.png");
    assertThat(CommandLineRun.of("noise", folder, "--sigma", "25").exitCode()).isZero();
    assertThat(Files.mismatch(folder.resolve("a_noisy.png"), folder.resolve("b_noisy.png")))
        .isNotEqualTo(-1);
  }

  @Test
  void alphaIsKept() throws IOException {
    Picture clear =
        new Picture(gray(0.5), Optional.of(gray(0.2)), SampleFormat.UINT8, Metadata.NONE);
    Path file = write("a.png", clear);
    CommandLineRun.of("noise", file, "--sigma", "25");
    Picture noisy = ImageFiles.read(folder.resolve("a_noisy.png"));
    assertThat(noisy.alpha()).isPresent();
    assertThat(deviation(noisy.alpha().get(), 0.2)).isLessThan(1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "256", "1000", "NaN"})
  void aStrengthThatCannotBeIsRefused(String sigma) throws IOException {
    CommandLineRun run = CommandLineRun.of("noise", writeGray("a.png"), "--sigma=" + sigma);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("sigma is " + Double.valueOf(sigma) + ": expected a number from 0 to 255")
        .contains("Try: selfsame help noise");
    assertThat(folder.resolve("a_noisy.png")).doesNotExist();
  }

  @Test
  void theStrengthMustBeTold() throws IOException {
    CommandLineRun run = CommandLineRun.of("noise", writeGray("a.png"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--sigma");
  }

  @Test
  void filesThatAreNoImagesAreToldOneByOne() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "Dear reader, this is no image.");
    Path empty = Files.createFile(folder.resolve("empty.png"));
    Path whole = writeGray("whole.png");
    byte[] bytes = Files.readAllBytes(whole);
    Path torn = Files.write(folder.resolve("torn.png"), Arrays.copyOf(bytes, bytes.length - 20));
    Path missing = folder.resolve("missing.png");
    CommandLineRun run =
        CommandLineRun.of("noise", text, empty, torn, missing, whole, "--sigma", "25");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("selfsame: " + text + ": "),
            line -> assertThat(line).startsWith("selfsame: " + empty + ": "),
            line -> assertThat(line).startsWith("selfsame: " + torn + ": "),
            line -> assertThat(line).startsWith("selfsame: " + missing + ": "));
    assertThat(run.out()).contains("1 done, 0 skipped, 4 failed");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "text.png", "empty.png", "torn.png", "whole.png", "whole_noisy.png");
    }
  }
}
