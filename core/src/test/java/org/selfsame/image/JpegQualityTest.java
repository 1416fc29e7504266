package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.image.WriteOptions.JpegChroma;

class JpegQualityTest {
  @TempDir private Path folder;

  private Path write(String name, int quality, int channels) throws IOException {
    Image image = Image.black(20, 13, channels);
    for (int i = 0; i < 260; i++) {
      image.plane(0)[i] = (i * 37 % 256) / 255f;
    }
    Path file = folder.resolve(name);
    ImageFiles.write(
        file,
        Picture.of(image, SampleFormat.UINT8),
        WriteOptions.of(FileFormat.JPEG)
            .withJpegQuality(quality)
            .withJpegChroma(JpegChroma.HALF_SIZE));
    return file;
  }

  private static Optional<JpegQuality> qualityOf(Path file) throws IOException {
    return new JpegSegments(Files.readAllBytes(file)).metadata().jpegQuality();
  }

  /** Below quality 3 all numbers are 255; above 98 luma's tables still differ. */
  @Test
  void theQualityThatAFileWasWrittenWithIsRead() throws IOException {
    for (int channels : new int[] {1, 3}) {
      for (int quality = 3; quality <= 100; quality++) {
        Path file = write("q.jpg", quality, channels);
        assertThat(qualityOf(file)).hasValue(new JpegQuality(quality, true));
        Files.delete(file);
      }
    }
  }

  @Test
  void ofTablesOfTheirOwnTheNearestQualityIsTold() throws IOException {
    Path file = write("own.jpg", 30, 1);
    byte[] bytes = Files.readAllBytes(file);
    bytes[indexOfTable(bytes) + 17]++;
    Files.write(file, bytes);
    assertThat(qualityOf(file)).hasValue(new JpegQuality(30, false));
  }

  /** Numbers of 16 bits are two bytes, the higher first. */
  @Test
  void tablesOf16BitsAreRead() throws IOException {
    byte[] bytes = Files.readAllBytes(write("a.jpg", 35, 1));
    int table = indexOfTable(bytes); // after marker, length and the table's number
    int start = table - 5;
    byte[] wide = new byte[bytes.length + 64];
    System.arraycopy(bytes, 0, wide, 0, table);
    wide[start + 3] = (byte) (2 + 1 + 128);
    wide[table - 1] |= 0x10;
    for (int i = 0; i < 64; i++) {
      wide[table + 2 * i + 1] = bytes[table + i];
    }
    System.arraycopy(bytes, table + 64, wide, table + 128, bytes.length - table - 64);
    Path file = Files.write(folder.resolve("wide.jpg"), wide);
    assertThat(qualityOf(file)).hasValue(new JpegQuality(35, true));
  }

  @Test
  void whatIsNoJpegHasNone() throws IOException {
    Path png = folder.resolve("a.jpg"); // its content tells
    ImageFiles.write(
        png, Picture.of(Image.black(4, 4, 1), SampleFormat.UINT8), WriteOptions.of(FileFormat.PNG));
    assertThat(Picture.read(png).metadata().jpegQuality()).isEmpty();
  }

  @Test
  void aJpegWithoutTablesHasNone() throws IOException {
    byte[] bytes = Files.readAllBytes(write("a.jpg", 50, 1));
    bytes[indexOfTable(bytes) - 4] = (byte) 0xef; // an application's segment
    assertThat(qualityOf(Files.write(folder.resolve("b.jpg"), bytes))).isEmpty();
  }

  @Test
  void aFileThatIsCutOffIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(write("a.jpg", 50, 1));
    for (int length = 3; length < bytes.length - 2; length += 7) {
      Path cut = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Picture.read(cut))
          .isInstanceOf(ImageFileException.class)
          .hasMessageContaining("cut.jpg");
    }
  }

  /** Returns where the numbers of the first quantization table begin. */
  private static int indexOfTable(byte[] jpeg) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xdb) {
        return i + 5;
      }
    }
    throw new AssertionError("no table");
  }

  @Test
  void aPictureTellsTheQualityOfTheFileItWasReadFrom() throws IOException {
    Path file = folder.resolve("a.jpg");
    Picture picture = Picture.of(TestImages.smooth(24, 16, 3), SampleFormat.UINT8);
    ImageFiles.write(file, picture, WriteOptions.of(FileFormat.JPEG).withJpegQuality(37));

    assertThat(Picture.read(file).metadata().jpegQuality()).contains(new JpegQuality(37, true));

    Path png = folder.resolve("a.png");
    Picture.read(file).write(png);
    assertThat(Picture.read(png).metadata().jpegQuality()).isEmpty();
  }
}
