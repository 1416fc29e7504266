package org.selfsame.image;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes lossless JPEG with Huffman codes (ITU-T T.81, annex H), which raw files hold: samples of
 * 2 to 16 bits, whose components take turns.
 */
final class LosslessJpeg {
  private static final int LOSSLESS_FRAME = 0xc3;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int RESTART_INTERVAL = 0xdd;
  private static final int LONGEST_CODE = 16;

  /**
   * A Huffman table (annex C).
   *
   * @param counts how many codes there are of each length, from 1
   * @param values what they stand for
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Table(int[] counts, byte[] values) {}

  private final ByteBuffer in;
  private final @Nullable Table[] tables = new Table[4];
  private int precision;
  private int rows;
  private int columns;
  private int components;
  private int restartInterval;
  private int bits;
  private int bitCount;

  private LosslessJpeg(byte[] jpeg) {
    in = ByteBuffer.wrap(jpeg);
  }

  /**
   * Returns the samples, row by row.
   *
   * @param count how many there must be
   * @throws MalformedImageException if there are others, or the JPEG is of another kind
   * @throws java.nio.BufferUnderflowException if it is cut off
   */
  static char[] decode(byte[] jpeg, int count) throws MalformedImageException {
    return new LosslessJpeg(jpeg).decode(count);
  }

  private char[] decode(int count) throws MalformedImageException {
    in.getShort(); // start of image
    while (true) {
      int marker = in.getShort() & 0xff;
      int end = in.position() + Short.toUnsignedInt(in.getShort(in.position()));
      in.getShort();
      switch (marker) {
        case LOSSLESS_FRAME -> readFrame(count);
        case HUFFMAN_TABLES -> {
          while (in.position() < end) {
            readTable();
          }
        }
        case RESTART_INTERVAL -> restartInterval = Short.toUnsignedInt(in.getShort());
        case SCAN -> {
          return readScan(end);
        }
        case 0xc0, 0xc1, 0xc2, END ->
            throw new MalformedImageException(
                "its mosaic is compressed with a loss, which is not read. Convert it to a DNG without.");
        default -> {}
      }
      in.position(end);
    }
  }

  private void readFrame(int count) throws MalformedImageException {
    precision = in.get();
    rows = Short.toUnsignedInt(in.getShort());
    columns = Short.toUnsignedInt(in.getShort());
    components = in.get();
    if ((long) rows * columns * components != count || precision < 2 || precision > 16) {
      throw MalformedImageException.damaged(
          "a part of its mosaic has %dx%d samples of %d colors, expected %d in all"
              .formatted(columns, rows, components, count));
    }
  }

  private void readTable() throws MalformedImageException {
    int number = in.get() & 0xf;
    int[] counts = new int[LONGEST_CODE + 1];
    int all = 0;
    for (int length = 1; length <= LONGEST_CODE; length++) {
      counts[length] = Byte.toUnsignedInt(in.get());
      all += counts[length];
    }
    if (number >= tables.length) {
      throw MalformedImageException.damaged("its mosaic has a Huffman table " + number);
    }
    byte[] values = new byte[all];
    in.get(values);
    tables[number] = new Table(counts, values);
  }

  private char[] readScan(int end) throws MalformedImageException {
    int inScan = in.get();
    @Nullable Table[] used = new Table[inScan];
    for (int c = 0; c < inScan; c++) {
      in.get(); // which component
      used[c] = tables[(in.get() >> 4) & 3];
    }
    int predictor = in.get();
    in.get();
    int shift = in.get() & 0xf;
    if (inScan != components || predictor < 1 || predictor > 7) {
      throw MalformedImageException.damaged("its mosaic is compressed in an unknown way");
    }
    in.position(end);
    return samples(used, predictor, shift);
  }

  private char[] samples(@Nullable Table[] used, int predictor, int shift)
      throws MalformedImageException {
    int width = columns * components;
    char[] samples = new char[rows * width];
    boolean fresh = true;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int pixel = y * columns + x;
        if (restartInterval > 0 && pixel > 0 && pixel % restartInterval == 0) {
          restart();
          fresh = true;
        }
        boolean first = fresh && x == 0;
        for (int c = 0; c < components; c++) {
          int at = pixel * components + c;
          int left = x == 0 ? 0 : samples[at - components];
          int above = y == 0 ? 0 : samples[at - width];
          int corner = x == 0 || y == 0 ? 0 : samples[at - width - components];
          int predicted =
              first
                  ? 1 << (precision - shift - 1)
                  : fresh ? left : x == 0 ? above : predicted(predictor, left, above, corner);
          samples[at] = (char) (predicted + difference(used[c]));
        }
      }
      fresh = false;
    }
    for (int i = 0; i < samples.length && shift > 0; i++) {
      samples[i] = (char) (samples[i] << shift);
    }
    return samples;
  }

  /** Table H.1. */
  private static int predicted(int predictor, int left, int above, int corner) {
    return switch (predictor) {
      case 1 -> left;
      case 2 -> above;
      case 3 -> corner;
      case 4 -> left + above - corner;
      case 5 -> left + ((above - corner) >> 1);
      case 6 -> above + ((left - corner) >> 1);
      default -> (left + above) >> 1;
    };
  }

  private int difference(@Nullable Table table) throws MalformedImageException {
    int size = value(table);
    if (size == LONGEST_CODE) {
      return 1 << 15;
    }
    int difference = 0;
    for (int i = 0; i < size; i++) {
      difference = 2 * difference + bit();
    }
    // A first bit of 0 stands for a negative number.
    boolean negative = size > 0 && difference < 1 << (size - 1);
    return negative ? difference - (1 << size) + 1 : difference;
  }

  /** Annex F.2.2.3. */
  private int value(@Nullable Table table) throws MalformedImageException {
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST_CODE && table != null; length++) {
      code = 2 * code + bit();
      int count = table.counts[length];
      if (code - first < count) {
        return table.values[index + code - first];
      }
      index += count;
      first = 2 * (first + count);
    }
    throw MalformedImageException.damaged("its mosaic has an unknown Huffman code");
  }

  private int bit() {
    if (bitCount == 0) {
      bits = Byte.toUnsignedInt(in.get());
      if (bits == 0xff) {
        in.get(); // the zero that tells it from a marker
      }
      bitCount = 8;
    }
    bitCount--;
    return (bits >> bitCount) & 1;
  }

  private void restart() {
    bitCount = 0;
    in.getShort();
  }
}
