package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawTiffTest {
  private static final int COLOR_FILTER_ARRAY = 32803;
  private static final int WIDTH = 6;
  private static final int HEIGHT = 4;

  @TempDir private Path folder;

  private static Ifd page(ByteOrder order, int bits) {
    Ifd page = new Ifd(order);
    page.putShorts(TiffTag.IMAGE_WIDTH, WIDTH);
    page.putShorts(TiffTag.IMAGE_LENGTH, HEIGHT);
    page.putShorts(TiffTag.BITS_PER_SAMPLE, bits);
    page.putShorts(TiffTag.COMPRESSION, 1);
    page.putShorts(TiffTag.PHOTOMETRIC_INTERPRETATION, COLOR_FILTER_ARRAY);
    page.putShorts(TiffTag.SAMPLES_PER_PIXEL, 1);
    page.putShorts(TiffTag.ROWS_PER_STRIP, HEIGHT);
    page.putShorts(TiffTag.CFA_REPEAT_PATTERN_DIM, 2, 2);
    page.putBytes(TiffTag.CFA_PATTERN, Ifd.BYTE, new byte[] {1, 0, 2, 1});
    return page;
  }

  private static char[] numbers(int most) {
    char[] numbers = new char[WIDTH * HEIGHT];
    Random random = new Random(most);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (char) random.nextInt(most + 1);
    }
    return numbers;
  }

  private static byte[] sixteenBits(char[] numbers, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * numbers.length).order(order);
    bytes.asCharBuffer().put(numbers);
    return bytes.array();
  }

  private static byte[] file(Ifd page, byte[] pixels) {
    page.putLongs(TiffTag.STRIP_OFFSETS, 0);
    page.putLongs(TiffTag.STRIP_BYTE_COUNTS, 0);
    return TiffChunks.alone(page, List.of(pixels));
  }

  private SensorMosaic read(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("a.dng"), file);
    return ImageFiles.pages(path).mosaic(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"II", "MM"})
  void aMosaicIsReadWithWhatItsTagsSay(String mark) throws IOException {
    ByteOrder order = mark.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    char[] numbers = numbers(4095);
    Ifd page = page(order, 16);
    page.putShorts(TiffTag.BLACK_LEVEL_REPEAT_DIM, 2, 2);
    page.putShorts(TiffTag.BLACK_LEVEL, 100, 200, 300, 400);
    page.putShorts(TiffTag.WHITE_LEVEL, 4000);
    page.putLongs(TiffTag.ACTIVE_AREA, 2, 1, 4, 6);

    SensorMosaic mosaic = read(file(page, sixteenBits(numbers, order)));

    assertThat(mosaic.isRaw()).isTrue();
    assertThat(mosaic.pattern()).contains("grbg");
    assertThat(mosaic.unit()).isEqualTo(65535);
    assertThat(mosaic.black().orElseThrow())
        .containsExactly(100 / 65535.0, 200 / 65535.0, 300 / 65535.0, 400 / 65535.0);
    assertThat(mosaic.white()).contains(4000 / 65535.0);
    assertThat(mosaic.neutral()).isEmpty();
    Image image = mosaic.picture().image();
    assertThat(image).hasToString("Image[5x2, 1 channels]");
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 5; x++) {
        assertThat(image.get(0, y, x)).isEqualTo(numbers[(y + 2) * WIDTH + x + 1] / 65535f);
      }
    }
  }

  @Test
  void packedNumbersAndATableAreRead() throws IOException {
    char[] numbers = numbers(4095);
    ByteBuffer packed = ByteBuffer.allocate(WIDTH * HEIGHT * 12 / 8);
    for (int i = 0; i < numbers.length; i += 2) {
      packed.put((byte) (numbers[i] >> 4));
      packed.put((byte) ((numbers[i] & 15) << 4 | numbers[i + 1] >> 8));
      packed.put((byte) numbers[i + 1]);
    }
    SensorMosaic mosaic = read(file(page(ByteOrder.LITTLE_ENDIAN, 12), packed.array()));
    assertThat(mosaic.unit()).isEqualTo(4095);
    for (int i = 0; i < numbers.length; i++) {
      assertThat(mosaic.picture().image().plane(0)[i]).isEqualTo(numbers[i] / 4095f);
    }
    Ifd squared = page(ByteOrder.LITTLE_ENDIAN, 8);
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = i * i;
    }
    squared.putShorts(TiffTag.LINEARIZATION_TABLE, table);
    byte[] pixels = new byte[WIDTH * HEIGHT];
    new Random(1).nextBytes(pixels);
    SensorMosaic linear = read(file(squared, pixels));
    assertThat(linear.unit()).isEqualTo(65535);
    for (int i = 0; i < pixels.length; i++) {
      int value = pixels[i] & 0xff;
      assertThat(linear.picture().image().plane(0)[i]).isEqualTo(value * value / 65535f);
    }
  }

  /** Codes of 5 bits for all 17 sizes of differences; the mosaic's columns are two components. */
  private static byte[] losslessJpeg(char[] numbers, int predictor) {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    int columns = WIDTH / 2;
    put(jpeg, 0xff, 0xd8, 0xff, 0xc4, 0, 2 + 17 + 17, 0);
    put(jpeg, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    for (int size = 0; size <= 16; size++) {
      put(jpeg, size);
    }
    put(jpeg, 0xff, 0xc3, 0, 14, 16, 0, HEIGHT, 0, columns, 2, 0, 0x11, 0, 1, 0x11, 0);
    put(jpeg, 0xff, 0xda, 0, 10, 2, 0, 0, 1, 0, predictor, 0, 0);
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < numbers.length; i++) {
      int y = i / WIDTH;
      int x = i % WIDTH / 2;
      int left = x > 0 ? numbers[i - 2] : 0;
      int above = y > 0 ? numbers[i - WIDTH] : 0;
      int corner = x > 0 && y > 0 ? numbers[i - WIDTH - 2] : 0;
      int inside =
          switch (predictor) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> corner;
            case 4 -> left + above - corner;
            case 5 -> left + ((above - corner) >> 1);
            case 6 -> above + ((left - corner) >> 1);
            default -> (left + above) >> 1;
          };
      int predicted = y == 0 ? (x == 0 ? 1 << 15 : left) : x == 0 ? above : inside;
      int difference = (short) (numbers[i] - predicted);
      int size =
          difference == -32768 ? 16 : 32 - Integer.numberOfLeadingZeros(Math.abs(difference));
      bits.append(binary(size, 5));
      if (size > 0 && size < 16) {
        bits.append(binary(difference < 0 ? difference + (1 << size) - 1 : difference, size));
      }
    }
    while (bits.length() % 8 != 0) {
      bits.append('1');
    }
    for (int i = 0; i < bits.length(); i += 8) {
      int value = Integer.parseInt(bits.substring(i, i + 8), 2);
      put(jpeg, value);
      if (value == 0xff) {
        put(jpeg, 0);
      }
    }
    put(jpeg, 0xff, 0xd9);
    return jpeg.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, int... bytes) {
    for (int value : bytes) {
      out.write(value);
    }
  }

  private static String binary(int value, int digits) {
    String text = Integer.toBinaryString(value);
    return "0".repeat(digits - text.length()) + text;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void losslessJpegIsRead(int predictor) throws IOException {
    char[] numbers = numbers(65535);
    Ifd page = page(ByteOrder.LITTLE_ENDIAN, 16);
    page.putShorts(TiffTag.COMPRESSION, 7);

    Image image = read(file(page, losslessJpeg(numbers, predictor))).picture().image();

    for (int i = 0; i < numbers.length; i++) {
      assertThat(image.plane(0)[i]).isEqualTo(numbers[i] / 65535f);
    }
  }

  @Test
  void whatIsCutOffOrOfAnotherKindIsRefused() {
    byte[] jpeg = losslessJpeg(numbers(65535), 1);
    Ifd compressed = page(ByteOrder.LITTLE_ENDIAN, 16);
    compressed.putShorts(TiffTag.COMPRESSION, 7);
    for (int length = 0; length < jpeg.length - 2; length += 7) {
      byte[] cut = Arrays.copyOf(jpeg, length);
      assertThatThrownBy(() -> read(file(compressed, cut))).isInstanceOf(ImageFileException.class);
    }
    Ifd fuji = page(ByteOrder.LITTLE_ENDIAN, 16);
    fuji.putShorts(TiffTag.CFA_REPEAT_PATTERN_DIM, 6, 6);
    byte[] pixels = new byte[2 * WIDTH * HEIGHT];
    assertThatThrownBy(() -> read(file(fuji, pixels))).hasMessageContaining("a pattern of 6x6");
    Ifd own = page(ByteOrder.LITTLE_ENDIAN, 16);
    own.putShorts(TiffTag.COMPRESSION, 34713);
    assertThatThrownBy(() -> read(file(own, pixels))).hasMessageContaining("(34713)");
  }
}
