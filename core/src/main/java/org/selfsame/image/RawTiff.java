package org.selfsame.image;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the mosaic of a TIFF/EP or DNG file (Adobe's Digital Negative 1.4), uncompressed or in
 * lossless JPEG: its pattern, levels and white balance, and the area that sees light.
 */
final class RawTiff {
  private static final int COLOR_FILTER_ARRAY = 32803;
  private static final int BLACK_IS_ZERO = 1;
  private static final int UNCOMPRESSED = 1;
  private static final int JPEG = 7;

  /** What the reader knows: nothing, LZW, Deflate and PackBits. */
  private static final List<Long> READ_COMPRESSIONS = List.of(1L, 5L, 8L, 32773L, 32946L);

  private final Ifd root;
  private final Ifd mosaic;

  private RawTiff(Ifd root, Ifd mosaic) {
    this.root = root;
    this.mosaic = mosaic;
  }

  /** Returns the mosaic of a TIFF; nothing if it is of another kind. */
  static Optional<SensorMosaic> decode(byte[] file) throws IOException {
    List<Ifd> directories = Ifd.readAll(file);
    List<Ifd> all = new ArrayList<>(directories);
    for (Ifd directory : directories) {
      all.addAll(directory.children(TiffTag.SUB_DIRECTORIES, file));
    }
    for (Ifd directory : all) {
      boolean preview = (directory.number(TiffTag.NEW_SUBFILE_TYPE, 0) & 1) != 0;
      long photometric = directory.number(TiffTag.PHOTOMETRIC_INTERPRETATION, -1);
      if (photometric == COLOR_FILTER_ARRAY && !preview) {
        return Optional.of(new RawTiff(directories.get(0), directory).decodeMosaic(file));
      }
    }
    return Optional.empty();
  }

  private SensorMosaic decodeMosaic(byte[] file) throws IOException {
    String pattern = pattern();
    int bits = (int) mosaic.number(TiffTag.BITS_PER_SAMPLE, 1);
    long[] table = mosaic.numbers(TiffTag.LINEARIZATION_TABLE);
    double unit = table.length > 0 ? 0xffff : (1 << bits) - 1;
    Image image = lightArea(image(file, bits, table, unit));
    Picture picture =
        new Picture(image, Optional.empty(), SampleFormat.UINT16, TiffDecoder.metadata(root));
    return new SensorMosaic(
        picture,
        unit,
        Optional.of(pattern),
        black(unit),
        first(mosaic.reals(TiffTag.WHITE_LEVEL)).map(white -> white / unit),
        neutral());
  }

  private String pattern() throws MalformedImageException {
    long[] size = mosaic.numbers(TiffTag.CFA_REPEAT_PATTERN_DIM);
    byte[] colors = mosaic.bytes(TiffTag.CFA_PATTERN);
    boolean square = size.length == 0 || Arrays.equals(size, new long[] {2, 2});
    StringBuilder pattern = new StringBuilder();
    for (byte color : colors) {
      pattern.append(color >= 0 && color <= 2 ? "rgb".charAt(color) : '?');
    }
    String found = pattern.toString();
    if (!square || !List.of("rggb", "bggr", "grbg", "gbrg").contains(found)) {
      throw new MalformedImageException(
          "its sensor has a pattern of %s colors (%s), expected Bayer's 2x2. Develop it with another program."
              .formatted(
                  size.length == 2 ? size[0] + "x" + size[1] : colors.length,
                  found.isEmpty() ? "not told" : found));
    }
    return found;
  }

  private Image image(byte[] file, int bits, long[] table, double unit) throws IOException {
    long compression = mosaic.number(TiffTag.COMPRESSION, UNCOMPRESSED);
    if (mosaic.number(TiffTag.SAMPLES_PER_PIXEL, 1) != 1 || bits > 16) {
      throw new MalformedImageException(
          "its mosaic has more than one number of up to 16 bits a pixel, which is not read. Develop it with another program.");
    }
    if (compression != JPEG && !READ_COMPRESSIONS.contains(compression)) {
      throw new MalformedImageException(
          "its mosaic is compressed in a camera maker's own way (%d), which is not read. Convert it to DNG, as Adobe's DNG Converter does."
              .formatted(compression));
    }
    Ifd plain = mosaic.copy();
    plain.putShorts(TiffTag.PHOTOMETRIC_INTERPRETATION, BLACK_IS_ZERO);
    plain.putShorts(TiffTag.NEW_SUBFILE_TYPE, 0);
    List<byte[]> chunks = TiffChunks.of(file, mosaic);
    int stored = bits;
    if (compression == JPEG) {
      chunks = decompressed(chunks);
      plain.putShorts(TiffTag.COMPRESSION, UNCOMPRESSED);
      plain.putShorts(TiffTag.BITS_PER_SAMPLE, 16);
      stored = 16;
    }
    byte[] alone = TiffChunks.alone(plain, chunks);
    try (RasterReader reader = RasterReader.of(TIFFImageReaderSpi.class, alone)) {
      reader.checkSize(2 * Float.BYTES);
      Raster raster = reader.raster();
      float[] numbers = Samples.numbers(raster, 0, stored, false);
      for (int i = 0; i < numbers.length; i++) {
        int number = (int) numbers[i];
        float linear = table.length == 0 ? number : table[Math.min(number, table.length - 1)];
        numbers[i] = (float) (linear / unit);
      }
      return new Image(raster.getWidth(), raster.getHeight(), numbers);
    }
  }

  private List<byte[]> decompressed(List<byte[]> chunks) throws MalformedImageException {
    long width = mosaic.number(TiffTag.IMAGE_WIDTH, 0);
    long height = mosaic.number(TiffTag.IMAGE_LENGTH, 0);
    DecodedSize.check(width, height, 2 * Short.BYTES + 2 * Float.BYTES);
    boolean tiled = mosaic.has(TiffTag.TILE_OFFSETS);
    int across = Math.toIntExact(mosaic.number(TiffTag.TILE_WIDTH, width));
    long rows = Math.min(height, mosaic.number(TiffTag.ROWS_PER_STRIP, height));
    List<byte[]> samples = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      long down =
          tiled ? mosaic.number(TiffTag.TILE_LENGTH, rows) : Math.min(rows, height - i * rows);
      char[] decoded =
          LosslessJpeg.decode(chunks.get(i), Math.toIntExact(Math.multiplyExact(across, down)));
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.multiplyExact(decoded.length, 2)).order(mosaic.order());
      bytes.asCharBuffer().put(decoded);
      samples.add(bytes.array());
    }
    return samples;
  }

  /** Cuts off what lies beside the area that sees light; there the pattern begins. */
  private Image lightArea(Image image) throws MalformedImageException {
    long[] area = mosaic.numbers(TiffTag.ACTIVE_AREA); // top, left, bottom, right
    if (area.length != 4) {
      return image;
    }
    long height = area[2] - area[0];
    long width = area[3] - area[1];
    if (height < 1 || width < 1 || area[2] > image.height() || area[3] > image.width()) {
      throw MalformedImageException.damaged("its ActiveArea is not inside its mosaic");
    }
    return image.crop((int) area[1], (int) area[0], (int) width, (int) height);
  }

  private Optional<List<Double>> black(double unit) {
    double[] levels = mosaic.reals(TiffTag.BLACK_LEVEL);
    if (levels.length == 0) {
      return Optional.empty();
    }
    long[] size = mosaic.numbers(TiffTag.BLACK_LEVEL_REPEAT_DIM);
    int rows = size.length == 2 ? (int) size[0] : 1;
    int columns = size.length == 2 ? (int) size[1] : 1;
    List<Double> black = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int at = i / 2 % Math.max(1, rows) * columns + i % 2 % Math.max(1, columns);
      black.add(levels[Math.min(at, levels.length - 1)] / unit);
    }
    return Optional.of(black);
  }

  private Optional<List<Double>> neutral() {
    double[] neutral = root.reals(TiffTag.AS_SHOT_NEUTRAL);
    boolean told = neutral.length == 3 && Arrays.stream(neutral).allMatch(v -> v > 0 && v <= 100);
    return told ? Optional.of(List.of(neutral[0], neutral[1], neutral[2])) : Optional.empty();
  }

  private static Optional<Double> first(double[] values) {
    return values.length == 0 ? Optional.empty() : Optional.of(values[0]);
  }
}
