package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BadImageFilesTest {
  private static final Picture PICTURE =
      Picture.of(TestImages.smooth(12, 9, 3), SampleFormat.UINT8)
          .withMetadata(
              new Metadata(
                  Optional.of(TestImages.profile("RGB ", 200)),
                  Optional.of(TestImages.exif(ByteOrder.LITTLE_ENDIAN))));

  @TempDir Path folder;

  /** A small file of each kind. */
  static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    PngEncoder.encode(PICTURE, png);
    files.put("image.png", png.toByteArray());
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    JpegEncoder.encode(PICTURE, 95, WriteOptions.JpegChroma.FULL_SIZE, jpeg);
    files.put("image.jpg", jpeg.toByteArray());
    ByteArrayOutputStream tiff = new ByteArrayOutputStream();
    TiffEncoder.encode(PICTURE, tiff);
    files.put("image.tif", tiff.toByteArray());
    files.put("image.bmp", BmpTest.write(new BufferedImage(12, 9, BufferedImage.TYPE_INT_RGB)));
    int[] pixels = new Random(3).ints(12 * 9).toArray();
    files.put(
        "image.webp", WebpTest.riff(WebpTest.chunk("VP8L", WebpTest.lossless(12, 9, pixels))));
    return files;
  }

  static List<String> names() {
    return List.of("image.png", "image.jpg", "image.tif", "image.bmp", "image.webp");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatReading(folder.resolve("missing.png")).hasMessageContaining("there is no such file");
  }

  @Test
  void aFolderIsNotAnImage() {
    assertThatReading(folder).hasMessageContaining("it is a folder, expected");
  }

  @Test
  void anEmptyFileIsNotAnImage() throws IOException {
    assertThatReading("empty.png", new byte[0]).hasMessageContaining("the file is empty, expected");
  }

  @Test
  void aTextFileIsShownAsWhatItIs() throws IOException {
    assertThatReading("text.png", "Hello, world of images".getBytes(StandardCharsets.US_ASCII))
        .hasMessageContaining("it starts with \"Hello, world\", expected a PNG, JPEG, TIFF");
    assertThatReading(
            "bm.bmp", "BM is short for bitmap, I think".getBytes(StandardCharsets.US_ASCII))
        .hasMessageContaining("it starts with \"BM is short ");
    assertThatReading("photo.jpg", "GIF89a, or what is it".getBytes(StandardCharsets.US_ASCII))
        .hasMessageContaining(
            "it starts with the header of a GIF image, which is not read here, expected a PNG");
    assertThatReading("photo.jpg", "\0\0\0\30ftypheic\0\0\0\0".getBytes(StandardCharsets.US_ASCII))
        .hasMessageContaining("heif-convert"); // which is missing, or fails
    assertThatReading("bytes.png", new byte[] {0, 1, (byte) 0xfe})
        .hasMessageContaining("it starts with bytes 00 01 fe, expected");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyFileThatIsCutOffIsRefusedUnlessAllPixelsAreThere(String name) throws IOException {
    byte[] whole = files().get(name);
    Image image = ImageFiles.read(Files.write(folder.resolve(name), whole)).image();
    // Beyond the pixels, a PNG has a chunk of 12 bytes and a JPEG a marker of 2.
    int pixelsEnd = whole.length - (name.endsWith("png") ? 12 : name.endsWith("jpg") ? 2 : 0);
    for (int length = 1; length < whole.length; length += length < whole.length - 50 ? 3 : 1) {
      Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, length));
      if (length == pixelsEnd || (name.endsWith("jpg") && length > pixelsEnd)) {
        assertThat(ImageFiles.read(file).image().plane(0)).isEqualTo(image.plane(0));
        continue;
      }
      assertThatThrownBy(() -> ImageFiles.read(file))
          .as("%s cut off after %d of %d bytes", name, length, whole.length)
          .isInstanceOf(ImageFileException.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aDamagedFileIsReadOrRefusedWithAMessageForAPerson(String name) throws IOException {
    byte[] whole = files().get(name);
    Random random = new Random(9);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        // Most of what matters is at the ends.
        int at = random.nextBoolean() ? random.nextInt(64) : random.nextInt(damaged.length);
        at = random.nextInt(4) == 0 ? damaged.length - 1 - at : at;
        at = Math.floorMod(at, damaged.length);
        // WebP is decoded to any size that its header tells, which takes long.
        if (!name.endsWith("webp") || at < 21 || at >= 25) {
          damaged[at] = (byte) random.nextInt();
        }
      }
      Path file = Files.write(folder.resolve(name), damaged);
      try {
        assertThat(ImageFiles.read(file).image().width()).isPositive();
      } catch (ImageFileException e) {
        assertThat(e).hasMessageStartingWith(file.toString());
        assertThat(e.getMessage().lines().count()).as(e.getMessage()).isLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void anImageOfAbsurdSizeIsRefusedBeforeItsPixelsAreRead() throws IOException {
    byte[] png =
        new PngFile()
            .header(100_000, 100_000, 8, 2, false)
            .pixels(new int[][] {{1, 2, 3}}, 3, 8, false)
            .end();
    byte[] jpeg = files().get("image.jpg");
    int frame = 2;
    while ((jpeg[frame + 1] & 0xff) != 0xc0) {
      frame += 2 + ((jpeg[frame + 2] & 0xff) << 8 | (jpeg[frame + 3] & 0xff));
    }
    Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff);
    byte[] bmp = files().get("image.bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 100_000).putInt(22, 100_000);
    byte[] webp =
        WebpTest.riff(
            WebpTest.chunk(
                "VP8X", new byte[] {0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 1, -1, -1, 1}));
    Ifd page = new Ifd(ByteOrder.LITTLE_ENDIAN);
    page.putLongs(TiffTag.IMAGE_WIDTH, 100_000);
    page.putLongs(TiffTag.IMAGE_LENGTH, 100_000);
    page.putShorts(TiffTag.BITS_PER_SAMPLE, 8);
    page.putShorts(TiffTag.PHOTOMETRIC_INTERPRETATION, 1);
    page.putLongs(TiffTag.STRIP_OFFSETS, 8);
    page.putLongs(TiffTag.STRIP_BYTE_COUNTS, 8);

    assertThatReading("huge.png", png).hasMessageContaining("100000x100000 pixels would take");
    assertThatReading("huge.jpg", jpeg).hasMessageContaining("65535x65535 pixels would take");
    assertThatReading("huge.bmp", bmp).hasMessageContaining("100000x100000 pixels would take");
    assertThatReading("huge.webp", webp).hasMessageContaining("131072x131072 pixels would take");
    assertThatReading("huge.tif", page.toTiff())
        .hasMessageContaining("100000x100000 pixels would take");
  }

  @Test
  void anImageLargerThanTheMemoryOfJavaIsRefused() {
    long pixels = Runtime.getRuntime().maxMemory() / 16 + 1;

    assertThatThrownBy(() -> DecodedSize.check(pixels, 1, 16))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("-Xmx");
    assertThatThrownBy(() -> DecodedSize.check(0xffff_ffffL, 0xffff_ffffL, 16))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("4294967295x4294967295");
    assertThatThrownBy(() -> DecodedSize.check(0, 5, 16))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("0x5 pixels, expected at least 1x1");
  }

  @Test
  void aFolderThatIsMissingIsNamed() {
    Path file = folder.resolve("no/such/folder/image.png");

    assertThatThrownBy(() -> ImageFiles.write(file, PICTURE))
        .isInstanceOf(ImageFileException.class)
        .hasMessageContaining("there is no folder " + file.getParent());
  }

  @Test
  void aFolderIsNotReplacedByAFile() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("folder.png"));

    assertThatThrownBy(() -> ImageFiles.write(directory, PICTURE))
        .isInstanceOf(ImageFileException.class)
        .hasMessageContaining("it is a folder, expected a file name");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFolderThatMayNotBeWrittenToIsReported() throws IOException {
    assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(locked)).as("the administrator may write anywhere").isFalse();

    assertThatThrownBy(() -> ImageFiles.write(locked.resolve("image.png"), PICTURE))
        .isInstanceOf(ImageFileException.class)
        .hasMessageContaining("may not be written to");
  }

  @Test
  void anImageTooLargeForAJpegLeavesNoFile() throws IOException {
    Path file = folder.resolve("wide.jpg");
    Picture wide = Picture.of(Image.black(70_000, 1, 1), SampleFormat.UINT8);

    assertThatThrownBy(() -> ImageFiles.write(file, wide))
        .isInstanceOf(ImageFileException.class)
        .hasMessageContaining("70000x1")
        .hasMessageContaining("Write a PNG or TIFF");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileIsReplacedAndALinkToItStays() throws IOException {
    Path file = Files.writeString(folder.resolve("file.png"), "old");
    Path link = folder.resolve("link.png");
    try {
      Files.createSymbolicLink(link, file);
    } catch (UnsupportedOperationException | IOException e) {
      assumeThat(e).as("links need a permission here").isNull();
    }

    ImageFiles.write(link, PICTURE);

    assertThat(link).isSymbolicLink();
    assertThat(ImageFiles.read(file).image().width()).as("turned as EXIF says").isEqualTo(9);
  }

  private AbstractThrowableAssert<?, ?> assertThatReading(String name, byte[] content)
      throws IOException {
    return assertThatReading(Files.write(folder.resolve(name), content));
  }

  private static AbstractThrowableAssert<?, ?> assertThatReading(Path file) {
    return assertThatThrownBy(() -> ImageFiles.read(file))
        .isInstanceOf(ImageFileException.class)
        .hasMessageStartingWith(file + ": ");
  }
}
