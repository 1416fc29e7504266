package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

    Picture picture = TiffDecoder.decode(writtenByJava(java, compression));

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

    Image image = TiffDecoder.decode(writtenByJava(java, "Deflate")).image();

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

      Picture black = TiffDecoder.decode(file(page, pack(samples, 7, bits, order.value)));
      Picture white = TiffDecoder.decode(file(inverse, pack(samples, 7, bits, order.value)));

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

    Image image = TiffDecoder.decode(assemble(page, pixels)).image();

    assertThat(image.plane(0)).containsExactly(0, 0.2f, 0.4f, 0.6f);
    assertThat(image.plane(1)).containsExactly(1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f);
    assertThat(image.plane(2)).containsExactly(10 / 255f, 20 / 255f, 30 / 255f, 40 / 255f);
  }

  @Test
  void colorsMultipliedByAlphaAreDividedByIt() throws IOException {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 3, 1, BLACK_IS_ZERO, 8, 8);
    page.putShorts(TiffTag.EXTRA_SAMPLES, 1);

    Picture picture =
        TiffDecoder.decode(file(page, new byte[] {50, 100, 0, 0, (byte) 200, (byte) 255}));

    assertThat(picture.image().plane(0)).containsExactly(0.5f, 0f, 200 / 255f);
    assertThat(picture.alpha().orElseThrow().plane(0)).containsExactly(100 / 255f, 0f, 1f);
  }

  @Test
  void cmykIsConvertedToRgb() throws IOException {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 3, 1, CMYK, 8, 8, 8, 8);
    byte full = (byte) 255;
    byte[] pixels = {0, 0, 0, 0, full, 0, 0, 0, 0, 0, 0, full};

    Picture picture = TiffDecoder.decode(file(page, pixels));

    float[][] expected = {{1, 1, 1}, {0, 1, 1}, {0, 0, 0}};
    for (int x = 0; x < 3; x++) {
      for (int c = 0; c < 3; c++) {
        // A CMYK profile of the system may be used, whose inks are not ideal.
        assertThat(picture.image().get(c, 0, x)).isCloseTo(expected[x][c], within(0.4f));
      }
    }
  }

  @Test
  void valuesThatCannotBeKeptAreRefused() throws IOException {
    Ifd signed = page(ByteOrder.LITTLE_ENDIAN, 2, 1, BLACK_IS_ZERO, 8);
    signed.putShorts(TiffTag.SAMPLE_FORMAT, 2);
    Ifd wide = page(ByteOrder.LITTLE_ENDIAN, 1, 1, BLACK_IS_ZERO, 32);
    Ifd many = page(ByteOrder.LITTLE_ENDIAN, 1, 1, RGB, 8, 8, 8, 8, 8);
    many.putShorts(TiffTag.EXTRA_SAMPLES, 0, 0);

    assertThatThrownBy(() -> TiffDecoder.decode(file(signed, new byte[2])))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("signed");
    assertThatThrownBy(() -> TiffDecoder.decode(file(wide, new byte[4])))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("32 bits");
    assertThatThrownBy(() -> TiffDecoder.decode(file(many, new byte[5])))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("5 samples a pixel, expected 3");
  }

  @Test
  void aSampleBesideTheColorIsAlphaUnlessTheFileSaysOtherwise() throws IOException {
    byte[] pixels = {51, 102, (byte) 153, (byte) 204};
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 1, 1, RGB, 8, 8, 8, 8);

    assertThat(TiffDecoder.decode(file(page, pixels)).alpha().orElseThrow().plane(0))
        .containsExactly(0.8f);
    page.putShorts(TiffTag.EXTRA_SAMPLES, 2);
    assertThat(TiffDecoder.decode(file(page, pixels)).alpha().orElseThrow().plane(0))
        .containsExactly(0.8f);
    page.putShorts(TiffTag.EXTRA_SAMPLES, 0);
    assertThatThrownBy(() -> TiffDecoder.decode(file(page, pixels)))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("sample 4 of its pixels is not alpha")
        .hasMessageContaining("set ExtraSamples to 2");
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

    Picture picture = TiffDecoder.decode(file(page, pixels.array()));

    assertThat(picture.metadata().range()).contains(new SampleRange(100, 10_500));
    assertThat(picture.image().plane(0))
        .containsExactly(0, 1, 0.5f, (float) (2 / 10_400.0), Float.NaN, (float) (1 / 10_400.0));
    float[] written = readByJava(encode(picture)).getSamples(0, 0, 3, 2, 0, (float[]) null);
    assertThat(written).containsExactly(counts, within(1e-3f));
    Picture eightBits = picture.withFormat(SampleFormat.UINT8);
    assertThat(TiffDecoder.decode(encode(eightBits)).image().plane(0))
        .containsExactly(0, 1, 128 / 255f, 0, 0, 0);
  }

  @Test
  void floatsALittleOutside0To1AndInfiniteOnesAreKept() {
    assertThat(SampleRange.of(new float[][] {{-8, 0.5f}, {8, Float.NaN}})).isEmpty();
    assertThat(SampleRange.of(new float[][] {{Float.POSITIVE_INFINITY, -100}})).isEmpty();
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

    Picture picture = TiffDecoder.decode(bytes);

    assertThat(Signature.of(bytes)).contains(Signature.TIFF);
    assertThat(picture.image()).hasToString("Image[3x2, 1 channels]");
    assertThat(picture.image().plane(0)).containsExactly(0, 0.2f, 0.4f, 0.6f, 0.8f, 1);
    assertThat(picture.metadata().exif()).isPresent();
    for (int length = 16; length < 24 + 8 + 8 * 20 + 8; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> TiffDecoder.decode(cut)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void signedNumbersAreMappedAsFloatsAre(Order order) throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(8).order(order.value);
    pixels.putShort((short) -1000).putShort((short) 3000).putShort((short) 0).putShort((short) -1);
    Ifd page = page(order.value, 4, 1, BLACK_IS_ZERO, 16);
    page.putShorts(TiffTag.SAMPLE_FORMAT, 2);

    Picture picture = TiffDecoder.decode(file(page, pixels.array()));

    assertThat(picture.format()).isEqualTo(SampleFormat.FLOAT32);
    assertThat(picture.metadata().range()).contains(new SampleRange(-1000, 3000));
    assertThat(picture.image().plane(0)).containsExactly(0, 1, 0.25f, 999 / 4000f);
    assertThat(readByJava(encode(picture)).getSamples(0, 0, 4, 1, 0, (float[]) null))
        .containsExactly(new float[] {-1000, 3000, 0, -1}, within(1e-3f));
  }

  @Test
  void aCamerasRawFileIsNamed() {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 1, 1, 32803, 16);

    assertThatThrownBy(() -> TiffDecoder.decode(file(page, new byte[2])))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("it is a camera's raw file")
        .hasMessageContaining("dcraw -D -T -4");
  }

  @Test
  void aCompressionThatIsNotReadIsNamed() {
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 1, 1, BLACK_IS_ZERO, 8);
    page.putShorts(TiffTag.COMPRESSION, 50000);

    assertThatThrownBy(() -> TiffDecoder.decode(file(page, new byte[1])))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("compressed with ZSTD, which is not read");
  }

  @Test
  void aFileOfSeveralPagesIsRefusedButAPreviewBesideThePageIsNot() throws IOException {
    assertThatThrownBy(() -> TiffDecoder.decode(twoPages(0, 0)))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("2 pages, expected one");
    assertThatThrownBy(() -> TiffDecoder.decode(twoPages(1, 0)))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("preview");
    assertThat(TiffDecoder.decode(twoPages(0, 1)).image().plane(0)).containsExactly(0.2f);
  }

  @Test
  void aDirectoryThatPointsToItselfEnds() throws IOException {
    byte[] loop = twoPages(0, 0);
    ByteBuffer file = ByteBuffer.wrap(loop).order(ByteOrder.LITTLE_ENDIAN);
    int directory = file.getInt(4);
    int fields = file.getShort(directory);
    file.putInt(directory + 2 + 12 * fields, directory);

    assertThat(TiffDecoder.decode(loop).image().plane(0)).containsExactly(0.2f);
  }

  @Test
  void exifThatIsNoDirectoryIsLeftOut() throws IOException {
    Metadata metadata = new Metadata(Optional.empty(), Optional.of(new byte[] {'I', 'I', '*', 0}));
    Picture picture =
        TestImages.random(3, 3, 1, false, SampleFormat.UINT8, 1).withMetadata(metadata);

    assertThat(TiffDecoder.decode(encode(picture)).metadata().exif()).isEmpty();
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
