package org.selfsame.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.image.FileFormat;

class OutputNamesTest {
  @TempDir private Path folder;

  private static Path result(Path input, Path output, FileFormat format) {
    return OutputNames.of(
            List.of(input), Optional.ofNullable(output), Optional.ofNullable(format), "_denoised")
        .of(new ImageInput(input, input.getFileName()));
  }

  @ParameterizedTest
  @CsvSource({
    "a.png, a_denoised.png",
    "a.JPG, a_denoised.JPG",
    "a.jpeg, a_denoised.jpeg",
    "a.b.tif, a.b_denoised.tif",
    "a.webp, a_denoised.png",
    "a.bmp, a_denoised.png",
    "scan, scan_denoised.png",
    ".png, _denoised.png"
  })
  void withoutMoreTheResultLiesBesideTheInput(String input, String expected) {
    Path photos = Path.of("photos");
    assertThat(result(photos.resolve(input), null, null)).isEqualTo(photos.resolve(expected));
    assertThat(result(Path.of(input), null, null)).isEqualTo(Path.of(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "a.png, JPEG, a_denoised.jpg",
    "a.JPEG, JPEG, a_denoised.JPEG",
    "a.tif, TIFF, a_denoised.tif",
    "a.bmp, TIFF, a_denoised.tif"
  })
  void theFormatThatIsToldDecidesTheExtension(String input, FileFormat format, String expected) {
    assertThat(result(Path.of(input), null, format)).isEqualTo(Path.of(expected));
  }

  @Test
  void anOutputNamedAsAnImageIsThatFile() {
    Path output = folder.resolve("new/b.jpg");
    assertThat(result(Path.of("a.png"), output, null)).isEqualTo(output);
    assertThat(result(Path.of("a.png"), output, FileFormat.JPEG)).isEqualTo(output);
  }

  @Test
  void anyOtherOutputIsAFolderInWhichTheTreeIsKept() throws IOException {
    OutputNames names =
        OutputNames.of(
            List.of(folder), Optional.of(folder.resolve("out")), Optional.empty(), "_denoised");
    assertThat(names.folder()).contains(folder.resolve("out"));
    assertThat(names.of(new ImageInput(folder.resolve("x/a.bmp"), Path.of("x/a.bmp"))))
        .isEqualTo(folder.resolve("out/x/a.png"));
    Path existing = Files.createDirectory(folder.resolve("shots.png"));
    assertThat(result(Path.of("a.png"), existing, null)).isEqualTo(existing.resolve("a.png"));
  }

  @Test
  void oneFileForSeveralImagesIsRefused() throws IOException {
    Optional<Path> output = Optional.of(folder.resolve("b.png"));
    assertThatThrownBy(
            () ->
                OutputNames.of(
                    List.of(Path.of("a.png"), Path.of("b.png")), output, Optional.empty(), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give a folder");
    assertThatThrownBy(() -> OutputNames.of(List.of(folder), output, Optional.empty(), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give a folder");
  }

  @Test
  void aFormatThatIsOnlyReadIsRefusedAsOutput() {
    assertThatThrownBy(() -> result(Path.of("a.png"), folder.resolve("b.webp"), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can be read but not written; use .png, .jpg or .tiff");
  }

  @Test
  void aNameAndAFormatThatDisagreeAreRefused() {
    assertThatThrownBy(() -> result(Path.of("a.png"), folder.resolve("b.png"), FileFormat.TIFF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("and format tif ask for different formats");
  }

  @Test
  void aFileInPlaceOfTheFolderIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("out"), "");
    assertThatThrownBy(() -> result(Path.of("a.png"), file, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a file, expected a folder");
  }
}
