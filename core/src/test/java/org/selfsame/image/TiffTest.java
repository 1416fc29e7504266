package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiffTest {
  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int CMYK = 5;

  static List<Arguments> kinds() {
    List<Arguments> kinds = new ArrayList<>();
    // Java's reader knows no differences of 16-bit samples; ImageFilesTest has them.
    for (SampleFormat format : List.of(SampleFormat.UINT8, SampleFormat.FLOAT32)) {
      for (int channels : new int[] {1, 3}) {
        for (boolean alpha : new boolean[] {false, true}) {
          kinds.add(Arguments.of(format, channels, alpha));
        }
      }
    }
    return kinds;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void javaReadsTheSameSamplesFromAFileThatWeWrite(SampleFormat format, int channels, boolean alpha)
      throws IOException {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      Metadata metadata = new Metadata(Optional.empty(), Optional.of(TestImages.exif(order)));
      Picture picture =
          TestImages.random(31, 17, channels, alpha, format, 8).withMetadata(metadata);

      Raster raster = readByJava(encode(picture));

      assertThat(raster.getNumBands()).isEqualTo(channels + (alpha ? 1 : 0));
      for (int y = 0; y < 17; y++) {
        for (int x = 0; x < 31; x++) {
          for (int b = 0; b < raster.getNumBands(); b++) {
            float value =
                b < channels
                    ? picture.image().get(b, y, x)
                    : picture.alpha().orElseThrow().get(0, y, x);
            if (format == SampleFormat.FLOAT32) {
              assertThat(raster.getSampleFloat(x, y, b)).isEqualTo(value);
            } else {
              assertThat(raster.getSample(x, y, b)).isEqualTo(format.quantize(value));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"None", "LZW", "PackBits", "Deflate"})
  void weReadTheSameSamplesFromAFileThatJavaWrites(String compression) throws IOException {
    BufferedImage java = new BufferedImage(61, 47, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 61 * 47; i++) {
      java.getRaster().setSample(i % 61, i / 61, 0, i * 23 % 65536);
    }

    Picture picture = decode(writtenByJava(java, compression));

    assertThat(picture.format()).isEqualTo(SampleFormat.UINT16);
    for (int i = 0; i < 61 * 47; i++) {
      assertThat(picture.image().plane(0)[i]).isEqualTo(i * 23 % 65536 / 65535f);
    }
  }

  @Test
  void aPaletteIsExpanded() throws IOException {
    byte[] reds = {0, 50, (byte) 200, 7};
    byte[] greens = {1, 60, (byte) 210, 8};
    byte[] blues = {2, 70, (byte) 220, 9};
    BufferedImage java =
        new BufferedImage(
            5, 3, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 4, reds, greens, blues));
    for (int i = 0; i < 15; i++) {
      java.getRaster().setSample(i % 5, i / 5, 0, i % 4);
    }

    Image image = decode(writtenByJava(java, "Deflate")).image();

    for (int i = 0; i < 15; i++) {
      assertThat(image.plane(0)[i]).isEqualTo((reds[i % 4] & 0xff) / 255f);
      assertThat(image.plane(1)[i]).isEqualTo((greens[i % 4] & 0xff) / 255f);
      assertThat(image.plane(2)[i]).isEqualTo((blues[i % 4] & 0xff) / 255f);
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void grayOfEveryDepthIsReadWithBlackOrWhiteAsZero(Order order) throws IOException {
    for (int bits : new int[] {1, 2, 4, 8, 12, 16}) {
      int greatest = (1 << bits) - 1;
      int[] samples = new int[7 * 3];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = i * 1237 & greatest;
      }
      Ifd page = page(order.value, 7, 3, BLACK_IS_ZERO, bits);
      Ifd inverse = page(order.value, 7, 3, WHITE_IS_ZERO, bits);

      Picture black = decode(file(page, pack(samples, 7, bits, order.value)));
      Picture white = decode(file(inverse, pack(samples, 7, bits, order.value)));

      assertThat(black.format()).isEqualTo(bits > 8 ? SampleFormat.UINT16 : SampleFormat.UINT8);
      for (int i = 0; i < samples.length; i++) {
        assertThat(black.image().plane(0)[i])
            .as("%d bits, sample %d", bits, i)
            .isEqualTo(samples[i] / (float) greatest);
        assertThat(white.image().plane(0)[i]).isEqualTo((greatest - samples[i]) / (float) greatest);
      }
    }
  }

  @Test
  void planesStoredOneAfterAnotherAreRead() throws IOException {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 2, 2, RGB, 8, 8, 8);
    page.putShorts(TiffTag.PLANAR_CONFIGURATION, 2);
    page.putLongs(TiffTag.STRIP_OFFSETS, 8, 12, 16);
    page.putLongs(TiffTag.STRIP_BYTE_COUNTS, 4, 4, 4);
    byte[] pixels = {0, 51, 102, (byte) 153, 1, 2, 3, 4, 10, 20, 30, 40};

    Image image = decode(assemble(page, pixels)).image();

    assertThat(image.plane(0)).containsExactly(0, 0.2f, 0.4f, 0.6f);
    assertThat(image.plane(1)).containsExactly(1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f);
    assertThat(image.plane(2)).containsExactly(10 / 255f, 20 / 255f, 30 / 255f, 40 / 255f);
  }

  @Test
  void colorsMultipliedByAlphaAreDividedByIt() throws IOException {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 3, 1, BLACK_IS_ZERO, 8, 8);
    page.putShorts(TiffTag.EXTRA_SAMPLES, 1);

    Picture picture = decode(file(page, new byte[] {50, 100, 0, 0, (byte) 200, (byte) 255}));

    assertThat(picture.image().plane(0)).containsExactly(0.5f, 0f, 200 / 255f);
    assertThat(picture.alpha().orElseThrow().plane(0)).containsExactly(100 / 255f, 0f, 1f);
  }

  @Test
  void cmykIsConvertedToRgb() throws IOException {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 3, 1, CMYK, 8, 8, 8, 8);
    byte full = (byte) 255;
    byte[] pixels = {0, 0, 0, 0, full, 0, 0, 0, 0, 0, 0, full};

    Picture picture = decode(file(page, pixels));

    float[][] expected = {{1, 1, 1}, {0, 1, 1}, {0, 0, 0}};
    for (int x = 0; x < 3; x++) {
      for (int c = 0; c < 3; c++) {
        // A CMYK profile of the system may be used, whose inks are not ideal.
        assertThat(picture.image().get(c, 0, x)).isCloseTo(expected[x][c], within(0.4f));
      }
    }
  }

  @Test
  void valuesThatCannotBeKeptAreRefused() {
    Ifd complex = page(ByteOrder.LITTLE_ENDIAN, 1, 1, BLACK_IS_ZERO, 64);
    complex.putShorts(TiffTag.SAMPLE_FORMAT, 6);
    Ifd wide = page(ByteOrder.LITTLE_ENDIAN, 1, 1, BLACK_IS_ZERO, 64);

    assertThatThrownBy(() -> decode(file(complex, new byte[8])))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("complex numbers of 64 bits");
    assertThatThrownBy(() -> decode(file(wide, new byte[8])))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("whole numbers of 64 bits, expected");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void furtherSamplesBecomeBandsAndAreWrittenAgain(boolean planar) throws IOException {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 2, 1, RGB, 8, 8, 8, 8, 8);
    page.putShorts(TiffTag.EXTRA_SAMPLES, 0, 2);
    byte[] file;
    if (planar) {
      page.putShorts(TiffTag.PLANAR_CONFIGURATION, 2);
      byte[] bands = {0, 51, 1, 52, 2, 53, 102, (byte) 153, (byte) 204, (byte) 255};
      page.putLongs(TiffTag.STRIP_OFFSETS, 8, 10, 12, 14, 16);
      page.putLongs(TiffTag.STRIP_BYTE_COUNTS, 2, 2, 2, 2, 2);
      file = assemble(page, bands);
    } else {
      byte[] pixels = {0, 1, 2, 102, (byte) 204, 51, 52, 53, (byte) 153, (byte) 255};
      file = file(page, pixels);
    }

    Picture picture = decode(file);

    assertThat(picture.image().plane(0)).containsExactly(0, 0.2f);
    assertThat(picture.alpha().orElseThrow().plane(0)).containsExactly(0.8f, 1);
    assertThat(picture.bands()).hasSize(1);
    assertThat(picture.bands().get(0).image().plane(0)).containsExactly(0.4f, 0.6f);
    Picture again = decode(encode(picture));
    assertThat(again.alpha().orElseThrow().plane(0)).containsExactly(0.8f, 1);
    assertThat(again.bands().get(0).image().plane(0)).containsExactly(0.4f, 0.6f);
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void wholeNumbersOf32BitsAndSignedOnesAreMappedAsFloatsAre(Order order) throws IOException {
    int[][] kinds = {{8, 2}, {32, 1}, {32, 2}}; // bits, sample format
    double[][] numbers = {{-128, 127, 0}, {0, 4_294_967_295.0, 2_147_483_648.0}, {-3e6, 1e6, 0}};
    for (int i = 0; i < kinds.length; i++) {
      ByteBuffer pixels = ByteBuffer.allocate(3 * kinds[i][0] / 8).order(order.value);
      for (double number : numbers[i]) {
        if (kinds[i][0] == 8) {
          pixels.put((byte) number);
        } else {
          pixels.putInt((int) (long) number);
        }
      }
      Ifd page = page(order.value, 3, 1, BLACK_IS_ZERO, kinds[i][0]);
      page.putShorts(TiffTag.SAMPLE_FORMAT, kinds[i][1]);

      Picture picture = decode(file(page, pixels.array()));

      double span = numbers[i][1] - numbers[i][0];
      assertThat(picture.image().plane(0))
          .containsExactly(
              new float[] {0, 1, (float) ((numbers[i][2] - numbers[i][0]) / span)}, within(1e-6f));
      float[] written = readByJava(encode(picture)).getSamples(0, 0, 3, 1, 0, (float[]) null);
      for (int x = 0; x < 3; x++) {
        assertThat((double) written[x]).isCloseTo(numbers[i][x], within(1e-6 * span));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void zstdIsReadWithItsPredictor(Order order) throws IOException {
    Image image = TestImages.random(5, 4, 1, SampleFormat.UINT16, 3);
    ByteBuffer pixels = ByteBuffer.allocate(40).order(order.value);
    int before = 0;
    for (int i = 0; i < 20; i++) {
      int sample = SampleFormat.UINT16.quantize(image.plane(0)[i]);
      pixels.putShort((short) (i % 5 == 0 ? sample : sample - before));
      before = sample;
    }
    ByteArrayOutputStream zstd = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(zstd)) {
      out.write(pixels.array());
    }
    Ifd page = page(order.value, 5, 4, BLACK_IS_ZERO, 16);
    page.putShorts(TiffTag.COMPRESSION, TiffChunks.ZSTD);
    page.putShorts(TiffTag.PREDICTOR, 2);

    assertThat(decode(file(page, zstd.toByteArray())).image().plane(0)).isEqualTo(image.plane(0));
  }

  @Test
  void aPaletteBesideAlphaIsRead() throws IOException {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 3, 1, 3, 8, 8);
    page.putShorts(TiffTag.EXTRA_SAMPLES, 2);
    int[] colors = new int[3 * 256];
    colors[7] = 65535; // red of color 7
    colors[256 + 9] = 13107; // green of color 9
    colors[512 + 9] = 65535;
    page.putShorts(TiffTag.COLOR_MAP, colors);

    Picture picture = decode(file(page, new byte[] {7, 51, 9, (byte) 255, 0, 0}));

    assertThat(picture.alpha().orElseThrow().plane(0)).containsExactly(0.2f, 1, 0);
    assertThat(picture.image().plane(0)).containsExactly(1, 0, 0);
    assertThat(picture.image().plane(1)).containsExactly(0, 0.2f, 0);
    assertThat(picture.image().plane(2)).containsExactly(0, 1, 0);
  }

  @Test
  void aSampleBesideTheColorIsAlphaUnlessTheFileSaysOtherwise() throws IOException {
    byte[] pixels = {51, 102, (byte) 153, (byte) 204};
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 1, 1, RGB, 8, 8, 8, 8);

    assertThat(decode(file(page, pixels)).alpha().orElseThrow().plane(0)).containsExactly(0.8f);
    page.putShorts(TiffTag.EXTRA_SAMPLES, 2);
    assertThat(decode(file(page, pixels)).alpha().orElseThrow().plane(0)).containsExactly(0.8f);
    page.putShorts(TiffTag.EXTRA_SAMPLES, 0);
    Picture infrared = decode(file(page, pixels));
    assertThat(infrared.alpha()).isEmpty();
    assertThat(infrared.bands().get(0).image().plane(0)).containsExactly(0.8f);
  }

  @Test
  void floatsThatAreNoPictureAreMappedTo0To1AndBack() throws IOException {
    float[] counts = {100, 10_500, 5_300, 102, Float.NaN, 101};
    ByteBuffer pixels = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (float count : counts) {
      pixels.putFloat(count);
    }
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 3, 2, BLACK_IS_ZERO, 32);
    page.putShorts(TiffTag.SAMPLE_FORMAT, 3);

    Picture picture = decode(file(page, pixels.array()));

    assertThat(picture.metadata().range()).contains(new SampleRange(100, 10_500));
    assertThat(picture.image().plane(0))
        .containsExactly(0, 1, 0.5f, (float) (2 / 10_400.0), Float.NaN, (float) (1 / 10_400.0));
    float[] written = readByJava(encode(picture)).getSamples(0, 0, 3, 2, 0, (float[]) null);
    assertThat(written).containsExactly(counts, within(1e-3f));
    Picture eightBits = picture.withFormat(SampleFormat.UINT8);
    assertThat(decode(encode(eightBits)).image().plane(0))
        .containsExactly(0, 1, 128 / 255f, 0, 0, 0);
  }

  @Test
  void floatsALittleOutside0To1AreKeptAndInfiniteOnesDoNotCount() {
    assertThat(SampleRange.of(new float[][] {{-8, 0.5f}, {8, Float.NaN}})).isEmpty();
    assertThat(SampleRange.of(new float[][] {{Float.POSITIVE_INFINITY, -100, 4}}))
        .contains(new SampleRange(-100, 4));
    assertThat(SampleRange.of(new float[][] {{Float.NaN}})).isEmpty();
    assertThat(SampleRange.of(new float[][] {{0}, {8.1f}})).contains(new SampleRange(0, 8.1f));
    assertThat(SampleRange.of(new float[][] {{-50, -50}})).contains(new SampleRange(-50, 0));
    assertThat(SampleRange.of(new float[][] {{0.5f, 0.5f}})).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void aBigTiffIsRead(Order order) throws IOException {
    int[][] fields = {
      // tag, type, number of values, value
      {TiffTag.IMAGE_WIDTH, Ifd.LONG, 1, 3},
      {TiffTag.IMAGE_LENGTH, Ifd.SHORT, 1, 2},
      {TiffTag.BITS_PER_SAMPLE, Ifd.SHORT, 1, 8},
      {TiffTag.COMPRESSION, Ifd.SHORT, 1, 1},
      {TiffTag.PHOTOMETRIC_INTERPRETATION, Ifd.SHORT, 1, BLACK_IS_ZERO},
      {TiffTag.STRIP_OFFSETS, Ifd.LONG8, 1, 16},
      {TiffTag.STRIP_BYTE_COUNTS, Ifd.LONG8, 1, 6},
      {Ifd.EXIF_IFD, Ifd.LONG8, 1, 24 + 8 + 8 * 20 + 8}
    };
    ByteBuffer file = ByteBuffer.allocate(1000).order(order.value);
    file.put(order == Order.BIG ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
    file.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(24);
    file.put(new byte[] {0, 51, 102, (byte) 153, (byte) 204, (byte) 255}).position(24);
    file.putLong(fields.length);
    for (int[] field : fields) {
      file.putShort((short) field[0]).putShort((short) field[1]).putLong(field[2]);
      int next = file.position() + 8;
      switch (field[1]) {
        case Ifd.SHORT -> file.putShort((short) field[3]);
        case Ifd.LONG -> file.putInt(field[3]);
        default -> file.putLong(field[3]);
      }
      file.position(next);
    }
    file.putLong(0);
    file.putLong(1).putShort((short) 34855).putShort((short) Ifd.SHORT).putLong(1);
    file.putShort((short) 800); // sensitivity
    byte[] bytes = Arrays.copyOf(file.array(), file.position() + 14);

    Picture picture = decode(bytes);

    assertThat(Signature.of(bytes)).contains(Signature.TIFF);
    assertThat(picture.image()).hasToString("Image[3x2, 1 channels]");
    assertThat(picture.image().plane(0)).containsExactly(0, 0.2f, 0.4f, 0.6f, 0.8f, 1);
    assertThat(picture.metadata().exif()).isPresent();
    for (int length = 16; length < 24 + 8 + 8 * 20 + 8; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void signedNumbersAreMappedAsFloatsAre(Order order) throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(8).order(order.value);
    pixels.putShort((short) -1000).putShort((short) 3000).putShort((short) 0).putShort((short) -1);
    Ifd page = page(order.value, 4, 1, BLACK_IS_ZERO, 16);
    page.putShorts(TiffTag.SAMPLE_FORMAT, 2);

    Picture picture = decode(file(page, pixels.array()));

    assertThat(picture.format()).isEqualTo(SampleFormat.FLOAT32);
    assertThat(picture.metadata().range()).contains(new SampleRange(-1000, 3000));
    assertThat(picture.image().plane(0)).containsExactly(0, 1, 0.25f, 999 / 4000f);
    assertThat(readByJava(encode(picture)).getSamples(0, 0, 4, 1, 0, (float[]) null))
        .containsExactly(new float[] {-1000, 3000, 0, -1}, within(1e-3f));
  }

  @Test
  void aCamerasRawFileIsNamed() {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 1, 1, 32803, 16);

    assertThatThrownBy(() -> decode(file(page, new byte[2])))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("it is a camera's raw file")
        .hasMessageContaining("the command demosaic");
  }

  @Test
  void aCompressionThatIsNotReadIsNamed() {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 1, 1, BLACK_IS_ZERO, 8);
    page.putShorts(TiffTag.COMPRESSION, 34925);

    assertThatThrownBy(() -> decode(file(page, new byte[1])))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("compressed with LZMA, which is not read");
  }

  @Test
  void previewsAndMasksAreNoPages() throws IOException {
    assertThat(TiffDecoder.of(twoPages(0, 0)).pages()).isEqualTo(2);
    assertThat(TiffDecoder.of(twoPages(0, 1)).pages()).isEqualTo(1);
    assertThat(TiffDecoder.of(twoPages(0, 4)).pages()).isEqualTo(1);
    assertThat(decode(twoPages(0, 1)).image().plane(0)).containsExactly(0.2f);
    assertThatThrownBy(() -> decode(twoPages(1, 0)))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("a camera's raw file");
  }

  @Test
  void aDirectoryThatPointsToItselfEnds() throws IOException {
    byte[] loop = twoPages(0, 0);
    ByteBuffer file = ByteBuffer.wrap(loop).order(ByteOrder.LITTLE_ENDIAN);
    int directory = file.getInt(4);
    int fields = file.getShort(directory);
    file.putInt(directory + 2 + 12 * fields, directory);

    assertThat(decode(loop).image().plane(0)).containsExactly(0.2f);
  }

  @Test
  void exifThatIsNoDirectoryIsLeftOut() throws IOException {
    Metadata metadata = new Metadata(Optional.empty(), Optional.of(new byte[] {'I', 'I', '*', 0}));
    Picture picture =
        TestImages.random(3, 3, 1, false, SampleFormat.UINT8, 1).withMetadata(metadata);

    assertThat(decode(encode(picture)).metadata().exif()).isEmpty();
  }

  enum Order {
    BIG(ByteOrder.BIG_ENDIAN),
    LITTLE(ByteOrder.LITTLE_ENDIAN);

    @SuppressWarnings("ImmutableEnumChecker") // ByteOrder has no setters
    final ByteOrder value;

    Order(ByteOrder value) {
      this.value = value;
    }
  }

  private static Picture decode(byte[] file) throws IOException {
    return TiffDecoder.of(file).page(0);
  }

  private static Ifd page(ByteOrder order, int width, int height, int photometric, int... bits) {
    Ifd page = new Ifd(order);
    page.putShorts(TiffTag.IMAGE_WIDTH, width);
    page.putShorts(TiffTag.IMAGE_LENGTH, height);
    page.putShorts(TiffTag.BITS_PER_SAMPLE, bits);
    page.putShorts(TiffTag.COMPRESSION, 1);
    page.putShorts(TiffTag.PHOTOMETRIC_INTERPRETATION, photometric);
    page.putShorts(TiffTag.SAMPLES_PER_PIXEL, bits.length);
    page.putShorts(TiffTag.ROWS_PER_STRIP, height);
    return page;
  }

  private static byte[] file(Ifd page, byte[] pixels) {
    page.putLongs(TiffTag.STRIP_OFFSETS, 8);
    page.putLongs(TiffTag.STRIP_BYTE_COUNTS, pixels.length);
    return assemble(page, pixels);
  }

  private static byte[] assemble(Ifd page, byte[] pixels) {
    int directoryAt = 8 + pixels.length + pixels.length % 2;
    byte[] directory = page.encode(directoryAt);
    return ByteBuffer.allocate(directoryAt + directory.length)
        .put(Ifd.header(page.order(), directoryAt))
        .put(pixels)
        .position(directoryAt)
        .put(directory)
        .array();
  }

  private static byte[] twoPages(int firstSubfileType, int secondSubfileType) {
    Ifd first = page(ByteOrder.LITTLE_ENDIAN, 1, 1, BLACK_IS_ZERO, 8);
    first.putLongs(TiffTag.NEW_SUBFILE_TYPE, firstSubfileType);
    Ifd second = page(ByteOrder.LITTLE_ENDIAN, 1, 1, BLACK_IS_ZERO, 8);
    second.putLongs(TiffTag.NEW_SUBFILE_TYPE, secondSubfileType);
    second.putLongs(TiffTag.STRIP_OFFSETS, 8);
    second.putLongs(TiffTag.STRIP_BYTE_COUNTS, 1);
    byte[] start = file(first, new byte[] {51});
    byte[] behind = second.encode(start.length);
    ByteBuffer both =
        ByteBuffer.allocate(start.length + behind.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(start)
            .put(behind);
    int directory = both.getInt(4);
    both.putInt(directory + 2 + 12 * both.getShort(directory), start.length);
    return both.array();
  }

  /** Packs samples into rows of whole bytes; samples of 16 bits are in the file's byte order. */
  private static byte[] pack(int[] samples, int width, int bits, ByteOrder order) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int row = 0; row < samples.length; row += width) {
      StringBuilder text = new StringBuilder();
      for (int i = row; i < row + width; i++) {
        int sample = samples[i];
        if (bits == 16 && order == ByteOrder.LITTLE_ENDIAN) {
          sample = Short.toUnsignedInt(Short.reverseBytes((short) sample));
        }
        String binary = Integer.toBinaryString(sample);
        text.append("0".repeat(bits - binary.length())).append(binary);
      }
      text.append("0".repeat((8 - text.length() % 8) % 8));
      for (int i = 0; i < text.length(); i += 8) {
        out.write(Integer.parseInt(text.substring(i, i + 8), 2));
      }
    }
    return out.toByteArray();
  }

  private static byte[] encode(Picture picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TiffEncoder.encode(picture, out);
    return out.toByteArray();
  }

  private static Raster readByJava(byte[] file) throws IOException {
    ImageReader reader = javasOwn(ImageIO.getImageReadersByFormatName("tiff"));
    reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(file)));
    assertThat(reader.getRawImageType(0).getColorModel().getColorSpace().getType())
        .isIn(ColorSpace.TYPE_GRAY, ColorSpace.TYPE_RGB);
    return reader.read(0).getRaster();
  }

  private static byte[] writtenByJava(BufferedImage image, String compression) throws IOException {
    ImageWriter writer = javasOwn(ImageIO.getImageWritersByFormatName("tiff"));
    ImageWriteParam param = writer.getDefaultWriteParam();
    if (!compression.equals("None")) {
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(compression);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    return bytes.toByteArray();
  }

  /** The reader or writer of Java itself, which shares no code with the library that we use. */
  private static <T> T javasOwn(Iterator<T> candidates) {
    while (candidates.hasNext()) {
      T candidate = candidates.next();
      if (candidate.getClass().getName().startsWith("com.sun.")) {
        return candidate;
      }
    }
    throw new AssertionError("this Java has no TIFF of its own");
  }
}
