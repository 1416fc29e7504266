package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.selfsame.image.WriteOptions.JpegChroma;

class JpegTest {
  private static final byte[] ADOBE_CMYK = {
    (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  @Test
  void colorIsStoredAtFullResolutionWithTheTablesOfItsQuality() throws IOException {
    byte[] file = encode(Picture.of(TestImages.smooth(32, 32, 3), SampleFormat.UINT8), 95);

    int frame = find(file, 0xc0);
    for (int component = 0; component < 3; component++) {
      assertThat(file[frame + 11 + 3 * component]).as("sampling factors").isEqualTo((byte) 0x11);
    }
    // Annex K's luminance table starts 16 11 10; at quality 95 it is scaled by 10%.
    int tables = find(file, 0xdb);
    assertThat(Arrays.copyOfRange(file, tables + 5, tables + 8)).containsExactly(2, 1, 1);
  }

  @Test
  void samplesAreThoseThatTheDecoderGivesForTheBareFile() throws IOException {
    for (int channels : new int[] {1, 3}) {
      byte[] file = encode(Picture.of(TestImages.smooth(45, 33, channels), SampleFormat.UINT8), 80);

      Image image = JpegDecoder.decode(file).image();

      Raster java = ImageIO.read(new ByteArrayInputStream(file)).getRaster();
      assertThat(image.channels()).isEqualTo(channels);
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < 45 * 33; i++) {
          assertThat(image.plane(c)[i]).isEqualTo(java.getSample(i % 45, i / 45, c) / 255f);
        }
      }
    }
  }

  @Test
  void cmykIsConvertedToRgb() throws IOException {
    byte[] file = cmyk(64, 48);
    assertThat(JpegDecoder.decode(file).metadata().remarks().unkept())
        .containsExactly("its CMYK colors (they are RGB now)");

    Picture picture = JpegDecoder.decode(file);

    assertThat(picture.image().channels()).isEqualTo(3);
    assertThat(picture.alpha()).isEmpty();
    // A row of patches: paper, cyan, magenta, yellow, black.
    float[][] expected = {{1, 1, 1}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {0, 0, 0}};
    for (int patch = 0; patch < expected.length; patch++) {
      for (int c = 0; c < 3; c++) {
        float value = picture.image().get(c, 20, 6 + 12 * patch);
        // A CMYK profile of the system may be used, whose inks are not ideal.
        assertThat(value)
            .as("patch %d, channel %d", patch, c)
            .isCloseTo(expected[patch][c], within(0.4f));
      }
    }
  }

  @Test
  void aCmykProfileIsNotCarriedToTheRgbImage() throws IOException {
    byte[] profile = TestImages.profile("CMYK", 400);
    byte[] plain = cmyk(16, 16);
    ByteArrayOutputStream tagged = new ByteArrayOutputStream();
    tagged.write(plain, 0, 2);
    tagged.write(new byte[] {(byte) 0xff, (byte) 0xe2, (byte) (416 >> 8), (byte) 416});
    tagged.writeBytes("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII));
    tagged.write(new byte[] {1, 1});
    tagged.write(profile);
    tagged.write(plain, 2, plain.length - 2);

    assertThat(JpegDecoder.decode(tagged.toByteArray()).metadata().iccProfile()).isEmpty();
  }

  @Test
  void metadataIsFoundBetweenOtherSegmentsAndFillBytes() throws IOException {
    byte[] exif = TestImages.exif(ByteOrder.LITTLE_ENDIAN);
    Picture picture =
        Picture.of(TestImages.smooth(16, 16, 1), SampleFormat.UINT8)
            .withMetadata(new Metadata(Optional.empty(), Optional.of(exif)));
    byte[] file = encode(picture, 90);
    ByteArrayOutputStream padded = new ByteArrayOutputStream();
    padded.write(file, 0, 2);
    byte[] comment = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xfe, 0, 4, 'h', 'i'};
    padded.write(comment);
    padded.write(file, 2, file.length - 2);
    padded.write(new byte[] {1, 2, 3}); // behind the end

    Picture read = JpegDecoder.decode(padded.toByteArray());

    assertThat(read.metadata().exif()).hasValue(exif);
    assertThat(read.image().plane(0)).isEqualTo(JpegDecoder.decode(file).image().plane(0));
  }

  @Test
  void exifTooLongForASegmentIsLeftOut() throws IOException {
    byte[] exif = Arrays.copyOf(TestImages.exif(ByteOrder.LITTLE_ENDIAN), 65528);
    Metadata metadata = new Metadata(Optional.empty(), Optional.of(exif));
    Picture picture =
        Picture.of(TestImages.smooth(16, 16, 1), SampleFormat.UINT8).withMetadata(metadata);

    assertThat(JpegDecoder.decode(encode(picture, 90)).metadata().exif()).isEmpty();

    byte[] fitting = Arrays.copyOf(exif, 65527);
    picture = picture.withMetadata(new Metadata(Optional.empty(), Optional.of(fitting)));
    assertThat(JpegDecoder.decode(encode(picture, 90)).metadata().exif()).hasValue(fitting);
  }

  @Test
  void scanDataCutShortIsRefusedThoughTheEndMarkerIsThere() throws IOException {
    byte[] file =
        encode(
            Picture.of(TestImages.random(64, 64, 3, SampleFormat.UINT8, 4), SampleFormat.UINT8),
            90);
    byte[] cut = Arrays.copyOf(file, file.length / 2);
    cut[cut.length - 2] = (byte) 0xff;
    cut[cut.length - 1] = (byte) 0xd9;

    assertThatThrownBy(() -> JpegDecoder.decode(cut))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("damaged: Corrupt JPEG data");
  }

  @Test
  void strayBytesBeforeTheEndMarkerAndItsLackChangeNothing() throws IOException {
    byte[] file =
        encode(
            Picture.of(TestImages.random(40, 32, 3, SampleFormat.UINT8, 4), SampleFormat.UINT8),
            90);
    int end = file.length - 2;
    byte[] padded = Arrays.copyOf(file, file.length + 15);
    Arrays.fill(padded, end, padded.length, (byte) 0);
    padded[padded.length - 2] = (byte) 0xff;
    padded[padded.length - 1] = (byte) 0xd9;

    Image image = JpegDecoder.decode(file).image();
    for (byte[] other : new byte[][] {padded, Arrays.copyOf(file, end)}) {
      Image read = JpegDecoder.decode(other).image();
      for (int c = 0; c < 3; c++) {
        assertThat(read.plane(c)).isEqualTo(image.plane(c));
      }
    }
    assertThat(JpegDecoder.decode(padded).metadata().remarks().unkept()).isEmpty();
    assertThat(JpegDecoder.decode(Arrays.copyOf(file, end)).metadata().remarks().unkept())
        .containsExactly("anything behind the end marker, which is missing");
    assertThatThrownBy(() -> JpegDecoder.decode(Arrays.copyOf(file, end - 40)))
        .isInstanceOf(MalformedImageException.class);
  }

  @Test
  void scanDataThatIsNoCodeIsRefused() throws IOException {
    byte[] file =
        encode(
            Picture.of(TestImages.random(64, 64, 1, SampleFormat.UINT8, 4), SampleFormat.UINT8),
            90);
    int scan = find(file, 0xda);
    Arrays.fill(file, scan + 200, scan + 400, (byte) 0x55);

    assertThatThrownBy(() -> JpegDecoder.decode(file)).isInstanceOf(IOException.class);
  }

  @Test
  void anImageTooLargeForTheFormatIsRefused() {
    Picture picture = Picture.of(Image.black(65536, 1, 1), SampleFormat.UINT8);

    assertThatThrownBy(() -> encode(picture, 90))
        .hasMessageContaining("65536x1")
        .hasMessageContaining("65535");
  }

  private static byte[] encode(Picture picture, int quality) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JpegEncoder.encode(picture, quality, JpegChroma.FULL_SIZE, out);
    return out.toByteArray();
  }

  /** Returns where a segment starts, its marker included. */
  private static int find(byte[] file, int marker) {
    int at = 2;
    while ((file[at + 1] & 0xff) != marker) {
      at += 2 + ((file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff));
    }
    return at;
  }

  /** A file of patches of paper and of full ink, inverted as Adobe's are. */
  private static byte[] cmyk(int width, int height) throws IOException {
    int[][] inks = {{0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};
    WritableRaster raster = Raster.createInterleavedRaster(0, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int b = 0; b < 4; b++) {
          raster.setSample(x, y, b, 255 - 255 * inks[Math.min(4, x / 12)][b]);
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    }
    byte[] plain = bytes.toByteArray();
    ByteArrayOutputStream adobe = new ByteArrayOutputStream();
    adobe.write(plain, 0, 2);
    adobe.write(ADOBE_CMYK);
    adobe.write(plain, 2, plain.length - 2);
    return adobe.toByteArray();
  }
}
