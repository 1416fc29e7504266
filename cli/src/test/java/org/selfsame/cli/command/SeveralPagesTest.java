package org.selfsame.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.cli.CommandLineRun;
import org.selfsame.cli.TestFiles;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.PagedTiff;
import org.selfsame.image.Pages;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;

/** A TIFF of a gray page and a larger one in color, and one of a picture with a further band. */
class SeveralPagesTest {
  @TempDir private Path folder;
  private Path stack;

  @BeforeEach
  void write() throws IOException {
    stack = folder.resolve("stack.tif");
    PagedTiff pages = new PagedTiff();
    pages.add(Picture.of(TestFiles.pattern(12, 10, 1), SampleFormat.UINT8));
    pages.add(Picture.of(TestFiles.pattern(20, 16, 3), SampleFormat.UINT16));
    pages.write(stack);
  }

  private static CommandLineRun denoise(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("denoise", "--model", "nlm", "--sigma", "10"));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray());
  }

  @Test
  void allPagesAreRestored() throws IOException {
    CommandLineRun run = denoise(stack, "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("\"pages\":2");
    Pages result = ImageFiles.pages(folder.resolve("stack_denoised.tif"));
    assertThat(result.count()).isEqualTo(2);
    assertThat(result.read(0).image()).hasToString("Image[12x10, 1 channels]");
    assertThat(result.read(1).image()).hasToString("Image[20x16, 3 channels]");
    assertThat(result.read(1).format()).isEqualTo(SampleFormat.UINT16);
    Pages noisy = ImageFiles.pages(stack);
    for (int i = 0; i < 2; i++) {
      assertThat(result.read(i).image().plane(0)).isNotEqualTo(noisy.read(i).image().plane(0));
    }
  }

  @Test
  void onePageIsTakenWhenAsked() throws IOException {
    Path png = folder.resolve("second.png");
    assertThat(denoise(stack, "--page", 2, "-o", png).exitCode()).isZero();
    assertThat(ImageFiles.read(png).image()).hasToString("Image[20x16, 3 channels]");
    CommandLineRun third = denoise(stack, "--page", 3);
    assertThat(third.exitCode()).isOne();
    assertThat(third.err()).contains("there is no page 3: its pages are 1 to 2");
    assertThat(denoise(stack, "--page", 0).exitCode()).isEqualTo(2);
  }

  @Test
  void aFormatOfOnePageIsRefusedBeforeTheWork() {
    CommandLineRun run = denoise(stack, "--format", "png");
    assertThat(run.exitCode()).isOne();
    assertThat(run.err()).contains("it has 2 pages").contains("--format tiff").contains("--page");
    assertThat(folder.resolve("stack_denoised.png")).doesNotExist();
  }

  @Test
  void bandsAreRestoredAndOnlyATiffHoldsThem() throws IOException {
    Picture band = Picture.of(TestFiles.pattern(12, 10, 1), SampleFormat.UINT8);
    Path file = folder.resolve("infrared.tif");
    ImageFiles.write(
        file,
        Picture.of(TestFiles.pattern(12, 10, 3), SampleFormat.UINT8).withBands(List.of(band)));
    assertThat(denoise(file).exitCode()).isZero();
    Picture result = ImageFiles.read(folder.resolve("infrared_denoised.tif"));
    assertThat(result.bands()).hasSize(1);
    assertThat(result.bands().get(0).image().plane(0)).isNotEqualTo(band.image().plane(0));
    CommandLineRun png = denoise(file, "--format", "png");
    assertThat(png.err()).contains("cannot hold the picture's 1 further bands");
    assertThat(CommandLineRun.of("degrade", file, "--noise", "5").err())
        .contains("1 bands beside its colors");
  }
}
