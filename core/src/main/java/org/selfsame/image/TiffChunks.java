package org.selfsame.image;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** The strips or tiles of a TIFF's page, for where the reader needs them in another way. */
final class TiffChunks {
  static final int ZSTD = 50000;

  private static final int DEFLATE = 8;
  private static final int HEADER_BYTES = 8;

  private TiffChunks() {}

  /** Returns the strips or tiles as the file has them. */
  static List<byte[]> of(byte[] file, Ifd page) throws MalformedImageException {
    boolean tiled = page.has(TiffTag.TILE_OFFSETS);
    long[] offsets = page.numbers(tiled ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS);
    long[] counts = page.numbers(tiled ? TiffTag.TILE_BYTE_COUNTS : TiffTag.STRIP_BYTE_COUNTS);
    if (offsets.length == 0 || offsets.length != counts.length) {
      throw MalformedImageException.damaged("it does not tell where its pixels are");
    }
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] < 0 || counts[i] < 0 || offsets[i] + counts[i] > file.length) {
        throw MalformedImageException.cutOff("inside its pixels");
      }
      chunks.add(Arrays.copyOfRange(file, (int) offsets[i], (int) (offsets[i] + counts[i])));
    }
    return chunks;
  }

  /** Returns a file of a page alone, whose pixels are no longer compressed with ZSTD. */
  static byte[] withoutZstd(byte[] file, Ifd page) throws IOException {
    long samples = page.number(TiffTag.SAMPLES_PER_PIXEL, 1);
    long bits = page.number(TiffTag.BITS_PER_SAMPLE, 1);
    long width = page.number(TiffTag.IMAGE_WIDTH, 0);
    long height = page.number(TiffTag.IMAGE_LENGTH, 0);
    DecodedSize.check(width, height, samples * (Float.BYTES + 2 * ((bits + 7) / 8)));
    List<byte[]> deflated = new ArrayList<>();
    for (byte[] chunk : of(file, page)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(chunk));
          OutputStream out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED))) {
        out.write(in.readNBytes(chunkBytes(page)));
      }
      deflated.add(bytes.toByteArray());
    }
    Ifd plain = page.copy();
    // Not uncompressed: then the reader would not look for a predictor.
    plain.putShorts(TiffTag.COMPRESSION, DEFLATE);
    return alone(plain, deflated);
  }

  /**
   * Returns a file of one of the samples of a page that keeps each in strips or tiles of its own.
   */
  static byte[] ofSample(byte[] file, Ifd page, int sample, int samples)
      throws MalformedImageException {
    List<byte[]> all = of(file, page);
    int each = all.size() / samples;
    Ifd plain = page.copy();
    plain.putShorts(TiffTag.SAMPLES_PER_PIXEL, 1);
    plain.putShorts(TiffTag.PHOTOMETRIC_INTERPRETATION, 1); // black is zero
    plain.putShorts(TiffTag.PLANAR_CONFIGURATION, 1);
    for (int tag : List.of(TiffTag.BITS_PER_SAMPLE, TiffTag.SAMPLE_FORMAT)) {
      plain.putShorts(tag, (int) page.number(tag, 1));
    }
    plain.remove(TiffTag.EXTRA_SAMPLES);
    return alone(plain, all.subList(sample * each, (sample + 1) * each));
  }

  /** Returns how many bytes a strip or tile takes at most. */
  private static int chunkBytes(Ifd page) {
    long width = page.number(TiffTag.IMAGE_WIDTH, 0);
    long height = page.number(TiffTag.IMAGE_LENGTH, 0);
    long across = page.number(TiffTag.TILE_WIDTH, width);
    long down = page.number(TiffTag.TILE_LENGTH, page.number(TiffTag.ROWS_PER_STRIP, height));
    long bits = page.number(TiffTag.SAMPLES_PER_PIXEL, 1) * page.number(TiffTag.BITS_PER_SAMPLE, 1);
    return Math.toIntExact(
        Math.multiplyExact(
            (across * bits + 7) / 8, page.has(TiffTag.TILE_WIDTH) ? down : Math.min(down, height)));
  }

  /** Returns a file of a page alone, with its strips or tiles. */
  static byte[] alone(Ifd page, List<byte[]> chunks) {
    Ifd directory = page.copy();
    long[] offsets = new long[chunks.size()];
    long[] counts = new long[chunks.size()];
    long end = HEADER_BYTES;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = end;
      counts[i] = chunks.get(i).length;
      end += counts[i];
    }
    boolean tiled = page.has(TiffTag.TILE_OFFSETS);
    directory.putLongs(tiled ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS, offsets);
    directory.putLongs(tiled ? TiffTag.TILE_BYTE_COUNTS : TiffTag.STRIP_BYTE_COUNTS, counts);
    byte[] fields = directory.encode(end);
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(end + fields.length));
    file.put(Ifd.header(page.order(), end));
    chunks.forEach(file::put);
    return file.put(fields).array();
  }
}
