package org.selfsame.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.selfsame.image.Remarks.Chunk;
import org.selfsame.image.Remarks.Text;

class ImageFilesTest {
  @TempDir Path folder;

  static List<Arguments> losslessKinds() {
    List<Arguments> kinds = new ArrayList<>();
    for (FileFormat file : List.of(FileFormat.PNG, FileFormat.TIFF)) {
      for (SampleFormat format : SampleFormat.values()) {
        if (file.nearest(format) == format) {
          for (int channels : new int[] {1, 3}) {
            for (boolean alpha : new boolean[] {false, true}) {
              kinds.add(Arguments.of(file, format, channels, alpha));
            }
          }
        }
      }
    }
    return kinds;
  }

  @ParameterizedTest
  @MethodSource("losslessKinds")
  void aLosslessFileGivesBackEverySample(
      FileFormat kind, SampleFormat format, int channels, boolean alpha) throws IOException {
    Picture picture = TestImages.random(37, 23, channels, alpha, format, 1);

    Picture read = roundTrip(picture, kind);

    assertSame(read, picture);
  }

  @ParameterizedTest
  @MethodSource("losslessKinds")
  void imagesOfOnePixelAndOfOneLongRowAreWrittenAndRead(
      FileFormat kind, SampleFormat format, int channels, boolean alpha) throws IOException {
    for (int[] size : new int[][] {{1, 1}, {20000, 1}, {1, 20000}}) {
      Picture picture = TestImages.random(size[0], size[1], channels, alpha, format, 2);

      assertSame(roundTrip(picture, kind), picture);
    }
  }

  @Test
  void anImageOfManyStripsOrChunksIsWrittenAndRead() throws IOException {
    Picture picture = TestImages.random(700, 500, 3, true, SampleFormat.UINT16, 3);

    assertSame(roundTrip(picture, FileFormat.PNG), picture);
    assertSame(roundTrip(picture, FileFormat.TIFF), picture);
  }

  @Test
  void jpegsOfOnePixelAndOfOneLongRowAreWrittenAndRead() throws IOException {
    for (int channels : new int[] {1, 3}) {
      for (int[] size : new int[][] {{1, 1}, {20000, 1}, {1, 20000}}) {
        Image image = TestImages.smooth(size[0], size[1], channels);

        Image read = roundTrip(Picture.of(image, SampleFormat.UINT8), FileFormat.JPEG).image();

        assertThat(read.width()).isEqualTo(size[0]);
        assertThat(read.height()).isEqualTo(size[1]);
        assertThat(meanAbsoluteDifference(read, image)).isLessThan(0.02);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void colorProfileAndExifAreKept(FileFormat kind) throws IOException {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      for (int channels : new int[] {1, 3}) {
        byte[] profile = TestImages.profile(channels == 1 ? "GRAY" : "RGB ", 3145);
        byte[] exif = TestImages.exif(order);
        Picture picture =
            Picture.of(TestImages.smooth(30, 20, channels), SampleFormat.UINT8)
                .withMetadata(new Metadata(Optional.of(profile), Optional.of(exif)));

        Metadata read = roundTrip(picture, kind).metadata();

        assertThat(read.iccProfile()).hasValue(profile);
        assertThat(read.exif()).hasValue(kind == FileFormat.PNG ? Exif.upright(exif) : exif);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void whatElseAFileSaysIsKept(FileFormat kind) throws IOException {
    byte[] xmp = xmp("tiff:Orientation='1'");
    byte[] iptc = {0x1c, 2, 120, 0, 3, 'S', 'e', 'a'};
    Text text = new Text("Comment", "by the sea, \u6d77");
    Chunk gamma = new Chunk("gAMA", new byte[] {0, 1, (byte) 0x86, (byte) 0xa0});
    Resolution resolution = new Resolution(300, 150, Resolution.Unit.INCH);
    Remarks remarks =
        new Remarks(
            Optional.of(xmp),
            Optional.of(ImageResources.withIptc(new byte[0], iptc)),
            List.of(text),
            Optional.of(resolution),
            List.of(gamma),
            List.of());
    Picture picture = Picture.of(TestImages.smooth(20, 10, 3), SampleFormat.UINT8);

    Metadata read =
        roundTrip(picture.withMetadata(Metadata.NONE.withRemarks(remarks)), kind).metadata();

    assertThat(read.remarks().xmp()).hasValue(xmp);
    assertThat(ImageResources.iptc(read.remarks().photoshop().orElseThrow())).hasValue(iptc);
    assertThat(read.resolution()).hasValue(resolution);
    if (kind == FileFormat.TIFF) {
      Ifd exif = Ifd.readAll(read.exif().orElseThrow()).get(0);
      assertThat(new String(exif.bytes(270), StandardCharsets.UTF_8)).isEqualTo(text.text() + "\0");
    } else {
      assertThat(read.remarks().texts()).containsExactly(text);
    }
    assertThat(read.remarks().colors()).hasSize(kind == FileFormat.PNG ? 1 : 0);
    assertThat(
            ImageFiles.leftOut(
                picture.withMetadata(Metadata.NONE.withRemarks(remarks)), WriteOptions.of(kind)))
        .isEqualTo(
            kind == FileFormat.PNG
                ? List.of()
                : List.of("how its colors are meant (gAMA), so they look different"));
  }

  private static byte[] xmp(String properties) {
    return ("<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
            + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
            + "<rdf:Description rdf:about='' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' "
            + properties
            + "/></rdf:RDF></x:xmpmeta>")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPngIsTurnedAsExifSaysAndSaysThatItIsUpright() throws IOException {
    Image image = TestImages.random(5, 3, 3, SampleFormat.UINT8, 1);
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      Picture lying =
          Picture.of(image, SampleFormat.UINT8)
              .withImage(image, Optional.of(TestImages.random(5, 3, 1, SampleFormat.UINT8, 2)))
              .withMetadata(new Metadata(Optional.empty(), Optional.of(TestImages.exif(order))));

      Picture png = roundTrip(lying, FileFormat.PNG);
      Picture tiff = roundTrip(lying, FileFormat.TIFF);

      // Orientation 6: the right side of what is seen is the top of what is stored.
      assertThat(png.image()).hasToString("Image[3x5, 3 channels]");
      assertThat(png.image().get(1, 0, 2)).isEqualTo(image.get(1, 0, 0));
      assertThat(png.image().get(1, 4, 2)).isEqualTo(image.get(1, 0, 4));
      assertThat(png.alpha().orElseThrow().get(0, 0, 0))
          .isEqualTo(lying.alpha().orElseThrow().get(0, 2, 0));
      assertThat(Exif.turn(lying.metadata().exif().orElseThrow())).isEqualTo(Dihedral.ROTATE_90);
      assertThat(Exif.turn(png.metadata().exif().orElseThrow())).isEqualTo(Dihedral.IDENTITY);
      assertThat(Exif.turn(tiff.metadata().exif().orElseThrow())).isEqualTo(Dihedral.ROTATE_90);
      assertThat(tiff.image()).hasToString(image.toString());
    }
  }

  @Test
  void exifTellsTheSizeOfTheImageAndHasNoThumbnail() throws IOException {
    Ifd details = new Ifd(ByteOrder.BIG_ENDIAN);
    details.putShorts(40962, 64);
    details.putLongs(40963, 48);
    byte[] behind = details.encode(26);
    byte[] thumbnail = new Ifd(ByteOrder.BIG_ENDIAN).encode(26 + behind.length);
    byte[] exif =
        ByteBuffer.allocate(26 + behind.length + thumbnail.length)
            .put(Ifd.header(ByteOrder.BIG_ENDIAN, 8))
            .putShort((short) 1)
            .putShort((short) Ifd.EXIF_IFD)
            .putShort((short) Ifd.LONG)
            .putInt(1)
            .putInt(26)
            .putInt(26 + behind.length)
            .put(behind)
            .put(thumbnail)
            .array();
    Picture picture =
        Picture.of(TestImages.smooth(70_000, 2, 1), SampleFormat.UINT8)
            .withMetadata(new Metadata(Optional.empty(), Optional.of(exif)));

    byte[] written = roundTrip(picture, FileFormat.PNG).metadata().exif().orElseThrow();

    assertThat(Ifd.readAll(exif)).hasSize(2);
    assertThat(Ifd.readAll(written)).hasSize(1);
    ByteBuffer block = ByteBuffer.wrap(written);
    assertThat(block.getShort(26 + 2 + 2)).as("a width of 16 bits").isEqualTo((short) Ifd.LONG);
    assertThat(block.getInt(26 + 2 + 8)).isEqualTo(70_000);
    assertThat(block.getInt(26 + 2 + 12 + 8)).isEqualTo(2);
  }

  @Test
  void aProfileTooLongForOneJpegSegmentIsKept() throws IOException {
    byte[] profile = TestImages.profile("RGB ", 200_001);
    Picture picture =
        Picture.of(TestImages.smooth(8, 8, 3), SampleFormat.UINT8)
            .withMetadata(new Metadata(Optional.of(profile), Optional.empty()));

    assertThat(roundTrip(picture, FileFormat.JPEG).metadata().iccProfile()).hasValue(profile);
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void samplesAreTheSameWithAndWithoutAProfile(FileFormat kind) throws IOException {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    Picture plain = Picture.of(TestImages.smooth(40, 30, 3), SampleFormat.UINT8);
    Picture tagged = plain.withMetadata(new Metadata(Optional.of(profile), Optional.empty()));

    Picture readTagged = roundTrip(tagged, kind);

    assertThat(readTagged.metadata().iccProfile()).hasValue(profile);
    assertSamePlanes(readTagged.image(), roundTrip(plain, kind).image());
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void aProfileForAnotherKindOfColorIsLeftOut(FileFormat kind) throws IOException {
    for (String colorSpace : List.of("RGB ", "CMYK")) {
      byte[] profile = TestImages.profile(colorSpace, 500);
      Picture gray =
          Picture.of(TestImages.smooth(8, 8, 1), SampleFormat.UINT8)
              .withMetadata(new Metadata(Optional.of(profile), Optional.empty()));

      assertThat(roundTrip(gray, kind).metadata().iccProfile()).isEmpty();
    }
  }

  @Test
  void samplesThatAFileCannotHoldAreStoredInItsDeepestFormat() throws IOException {
    Picture picture = Picture.of(TestImages.smooth(20, 10, 3), SampleFormat.FLOAT32);

    Picture png = roundTrip(picture, FileFormat.PNG);
    Picture jpeg = roundTrip(picture, FileFormat.JPEG);

    assertThat(png.format()).isEqualTo(SampleFormat.UINT16);
    assertSamePlanes(png.image(), SampleFormat.UINT16.round(picture.image()));
    assertThat(jpeg.format()).isEqualTo(SampleFormat.UINT8);
    assertThat(meanAbsoluteDifference(jpeg.image(), picture.image())).isLessThan(0.01);
  }

  @Test
  void wholeNumberSamplesAreClippedAndFloatsAreNot() throws IOException {
    Image image = new Image(4, 1, new float[] {-0.5f, 1.5f, Float.NaN, 0.5f});

    Picture png = roundTrip(Picture.of(image, SampleFormat.UINT8), FileFormat.PNG);
    Picture tiff = roundTrip(Picture.of(image, SampleFormat.FLOAT32), FileFormat.TIFF);

    assertThat(png.image().plane(0)).containsExactly(0f, 1f, 0f, 128 / 255f);
    assertThat(tiff.image().plane(0)).containsExactly(-0.5f, 1.5f, Float.NaN, 0.5f);
  }

  @Test
  void aJpegHasNoAlphaAndShowsTheImageOnWhite() throws IOException {
    Image hidden = TestImages.random(16, 8, 3, SampleFormat.UINT8, 5);
    Image clear = Image.black(16, 8, 1);
    Picture picture = Picture.of(hidden, SampleFormat.UINT8).withImage(hidden, Optional.of(clear));

    Picture read = roundTrip(picture, FileFormat.JPEG);

    assertThat(read.alpha()).isEmpty();
    for (int c = 0; c < 3; c++) {
      assertThat(read.image().plane(c)).containsOnly(1f);
    }
    Image half = new Image(1, 1, new float[] {0.4f});
    Picture shown = Picture.of(half, SampleFormat.UINT8).withImage(half, Optional.of(half));
    assertThat(shown.onWhite().image().plane(0)[0]).isCloseTo(0.76f, within(1e-6f));
  }

  @Test
  void aHigherJpegQualityIsCloserToTheImage() throws IOException {
    Image image = TestImages.random(64, 64, 3, SampleFormat.UINT8, 6);
    Path file = folder.resolve("quality.jpg");
    double last = 1;
    for (int quality : new int[] {10, 50, 95, 100}) {
      ImageFiles.write(
          file,
          Picture.of(image, SampleFormat.UINT8),
          WriteOptions.of(FileFormat.JPEG).withJpegQuality(quality));
      double difference = meanAbsoluteDifference(ImageFiles.read(file).image(), image);
      assertThat(difference).isLessThan(last);
      last = difference;
    }
    assertThat(last).isCloseTo(0, within(1.0 / 255));
  }

  @Test
  void theContentTellsTheFormatAndNotTheName() throws IOException {
    Picture picture = TestImages.random(9, 7, 3, false, SampleFormat.UINT16, 7);
    Path file = folder.resolve("really-a-png.jpg");
    ImageFiles.write(file, picture, WriteOptions.of(FileFormat.PNG));

    assertSame(ImageFiles.read(file), picture);
  }

  @Test
  void filesOfAFolderAreChosenByTheirExtension() {
    for (String name :
        List.of("a.png", "b.JPG", "c.jpeg", "d.tif", "e.TIFF", "f.bmp", "g.webp", "h.jfif")) {
      assertThat(ImageFiles.isReadable(Path.of("some.folder", name))).as(name).isTrue();
    }
    for (String name : List.of("a.txt", "png", ".png.swp", "b.gif", "c.")) {
      assertThat(ImageFiles.isReadable(Path.of("some.png", name))).as(name).isFalse();
    }
  }

  @Test
  void theExtensionOfAnOutputTellsItsFormat() throws IOException {
    assertThat(WriteOptions.forFile(Path.of("a.b.JPEG")).format()).isEqualTo(FileFormat.JPEG);
    assertThat(WriteOptions.forFile(Path.of("x.tif")).format()).isEqualTo(FileFormat.TIFF);
    assertThat(WriteOptions.forFile(Path.of("x.png")).format()).isEqualTo(FileFormat.PNG);
    assertThat(FileFormat.ofFile(Path.of("x.webp"))).isEmpty();
    assertThatThrownBy(() -> WriteOptions.forFile(Path.of("x.gif")))
        .isInstanceOf(ImageFileException.class)
        .hasMessageContaining("x.gif")
        .hasMessageContaining("expected .png");
  }

  @Test
  void aJpegQualityOutside1To100IsRefused() {
    for (int quality : new int[] {0, 101, -5}) {
      assertThatThrownBy(() -> WriteOptions.of(FileFormat.JPEG).withJpegQuality(quality))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(quality + ": expected 1 to 100");
    }
  }

  @Test
  void quantizingRoundsHalfToEven() {
    assertThat(SampleFormat.UINT8.quantize(0.5f)).isEqualTo(128); // 127.5
    assertThat(SampleFormat.UINT8.quantize(0.1f)).isEqualTo(26); // 25.500000380
    assertThat(SampleFormat.UINT16.quantize(0.5f)).isEqualTo(32768); // 32767.5
    assertThat(SampleFormat.UINT8.quantize(1f)).isEqualTo(255);
    assertThat(SampleFormat.UINT8.quantize(126.5f / 255 - 1e-4f)).isEqualTo(126);
  }

  private Picture roundTrip(Picture picture, FileFormat kind) throws IOException {
    Path file = folder.resolve("file." + kind.extension());
    ImageFiles.write(file, picture);
    return ImageFiles.read(file);
  }

  private static void assertSame(Picture actual, Picture expected) {
    assertThat(actual.format()).isEqualTo(expected.format());
    assertSamePlanes(actual.image(), expected.image());
    assertThat(actual.alpha().isPresent()).isEqualTo(expected.alpha().isPresent());
    expected.alpha().ifPresent(alpha -> assertSamePlanes(actual.alpha().orElseThrow(), alpha));
  }

  private static void assertSamePlanes(Image actual, Image expected) {
    assertThat(actual).hasToString(expected.toString());
    for (int c = 0; c < expected.channels(); c++) {
      assertThat(actual.plane(c)).isEqualTo(expected.plane(c));
    }
  }

  private static double meanAbsoluteDifference(Image a, Image b) {
    double sum = 0;
    for (int c = 0; c < a.channels(); c++) {
      for (int i = 0; i < a.plane(c).length; i++) {
        sum += Math.abs(a.plane(c)[i] - b.plane(c)[i]);
      }
    }
    return sum / a.channels() / a.plane(0).length;
  }

  @Test
  void theFirstBytesTellInWhatFormatToWriteAgain() throws IOException {
    Picture picture = Picture.of(Image.black(4, 3, 1), SampleFormat.UINT8);
    for (FileFormat format : FileFormat.values()) {
      Path file = folder.resolve("a." + format.extension());
      picture.write(file);
      assertThat(FileFormat.ofContent(Arrays.copyOf(Files.readAllBytes(file), 64)))
          .contains(format);
    }
    assertThat(FileFormat.ofContent("BM            \0\0\0\0".getBytes(US_ASCII))).isEmpty();
    assertThat(FileFormat.ofContent(new byte[0])).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aNameThatJavaCouldNotReadIsNotSaidToBeMissing() {
    assertThatThrownBy(() -> ImageFiles.read(folder.resolve("a\uFFFD.png")))
        .hasMessageContaining("not in this locale's encoding. Name its folder");
  }
}
