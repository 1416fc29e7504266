package org.selfsame.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes TIFF of one page in deflated strips: gray or RGB of 8 or 16 bits or float, with or without
 * alpha, with ICC profile, EXIF, XMP, IPTC, resolution and texts.
 *
 * <p>EXIF is written as the fields and directories of the page, as the EXIF standard says; a
 * maker's note whose inner offsets count from the block's start, and the thumbnail, do not survive.
 */
final class TiffEncoder {
  private static final int DEFLATE = 8;
  private static final int HORIZONTAL_DIFFERENCING = 2;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int CHUNKY = 1;
  private static final int UNASSOCIATED_ALPHA = 2;
  private static final int UNSIGNED_INTEGER = 1;
  private static final int FLOAT = 3;
  private static final int HEADER_BYTES = 8;
  private static final int STRIP_BYTES = 1 << 18;
  private static final long MAX_FILE_BYTES = 0xffff_ffffL;

  private TiffEncoder() {}

  static void encode(Picture given, OutputStream out) throws IOException {
    Picture picture = inItsRange(given);
    Optional<Ifd> exif = exif(picture.metadata());
    // EXIF's values keep their byte order, so the file takes theirs.
    ByteOrder order = exif.map(Ifd::order).orElse(ByteOrder.LITTLE_ENDIAN);
    SampleRows rows = new SampleRows(picture, true, order);
    int height = picture.image().height();
    int rowsPerStrip = Math.min(height, Math.max(1, STRIP_BYTES / rows.rowBytes()));
    List<byte[]> strips = new ArrayList<>();
    for (int y = 0; y < height; y += rowsPerStrip) {
      strips.add(strip(rows, y, Math.min(height, y + rowsPerStrip), picture.format(), order));
    }

    long[] offsets = new long[strips.size()];
    long[] counts = new long[strips.size()];
    long end = HEADER_BYTES;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = end;
      counts[i] = strips.get(i).length;
      end += counts[i];
    }
    long directoryAt = end + end % 2;
    Ifd page = page(picture, rows.samplesPerPixel(), order);
    page.putLongs(TiffTag.ROWS_PER_STRIP, rowsPerStrip);
    page.putLongs(TiffTag.STRIP_OFFSETS, offsets);
    page.putLongs(TiffTag.STRIP_BYTE_COUNTS, counts);
    exif.ifPresent(fields -> page.putFrom(fields, TiffTag.EXIF));
    putRemarks(picture.metadata().remarks(), page);
    byte[] directory = page.encode(directoryAt);
    if (directoryAt + directory.length > MAX_FILE_BYTES) {
      throw new MalformedImageException(
          "the image takes more than the 4 GB of a TIFF. Write a PNG, or cut it into parts.");
    }

    out.write(Ifd.header(order, directoryAt));
    for (byte[] strip : strips) {
      out.write(strip);
    }
    out.write(new byte[(int) (directoryAt - end)]);
    out.write(directory);
  }

  private static Picture inItsRange(Picture picture) {
    Optional<SampleRange> range = picture.metadata().range();
    return range.isEmpty() || picture.format().isInteger()
        ? picture
        : picture.withImage(range.get().fromUnit(picture.image()));
  }

  /** Returns whether EXIF, if there is any, can be understood and so be moved. */
  static boolean holdsExif(Metadata metadata) {
    return metadata.exif().isEmpty() || exif(metadata).isPresent();
  }

  private static Optional<Ifd> exif(Metadata metadata) {
    if (metadata.exif().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Ifd.readAll(metadata.exif().get()).stream().findFirst();
    } catch (MalformedImageException e) {
      return Optional.empty(); // what cannot be understood cannot be moved
    }
  }

  private static Ifd page(Picture picture, int samplesPerPixel, ByteOrder order) {
    Image image = picture.image();
    SampleFormat format = picture.format();
    Ifd page = new Ifd(order);
    page.putLongs(TiffTag.IMAGE_WIDTH, image.width());
    page.putLongs(TiffTag.IMAGE_LENGTH, image.height());
    page.putShorts(TiffTag.BITS_PER_SAMPLE, repeat(format.bits(), samplesPerPixel));
    page.putShorts(TiffTag.COMPRESSION, DEFLATE);
    page.putShorts(TiffTag.PHOTOMETRIC_INTERPRETATION, image.channels() == 3 ? RGB : BLACK_IS_ZERO);
    page.putShorts(TiffTag.SAMPLES_PER_PIXEL, samplesPerPixel);
    page.putShorts(TiffTag.PLANAR_CONFIGURATION, CHUNKY);
    if (format.isInteger()) {
      page.putShorts(TiffTag.PREDICTOR, HORIZONTAL_DIFFERENCING);
    }
    if (samplesPerPixel > image.channels()) {
      page.putShorts(TiffTag.EXTRA_SAMPLES, UNASSOCIATED_ALPHA);
    }
    int sampleFormat = format.isInteger() ? UNSIGNED_INTEGER : FLOAT;
    page.putShorts(TiffTag.SAMPLE_FORMAT, repeat(sampleFormat, samplesPerPixel));
    picture
        .metadata()
        .iccProfile()
        .ifPresent(icc -> page.putBytes(TiffTag.ICC_PROFILE, Ifd.UNDEFINED, icc));
    return page;
  }

  private static void putRemarks(Remarks remarks, Ifd page) {
    remarks.resolution().ifPresent(resolution -> TiffTag.put(resolution, page));
    remarks.xmp().ifPresent(xmp -> page.putBytes(TiffTag.XMP, Ifd.BYTE, xmp));
    if (remarks.photoshop().isPresent()) {
      byte[] blocks = remarks.photoshop().get();
      ImageResources.iptc(blocks)
          .ifPresent(iptc -> page.putBytes(TiffTag.IPTC, Ifd.UNDEFINED, iptc));
      if (ImageResources.haveMore(blocks)) {
        page.putBytes(TiffTag.PHOTOSHOP, Ifd.BYTE, blocks);
      }
    }
    String described = text(page.bytes(TiffTag.IMAGE_DESCRIPTION));
    Set<String> lines = new LinkedHashSet<>(described.isEmpty() ? List.of() : List.of(described));
    remarks.texts().forEach(text -> lines.add(text.withKeyword()));
    if (!remarks.texts().isEmpty()) {
      byte[] all = (String.join("\n", lines) + '\0').getBytes(StandardCharsets.UTF_8);
      page.putBytes(TiffTag.IMAGE_DESCRIPTION, Ifd.ASCII, all);
    }
  }

  /** Returns a text without the zero at its end. */
  private static String text(byte[] ascii) {
    return Bytes.text(ascii).replaceFirst("\0+$", "");
  }

  private static int[] repeat(int value, int times) {
    int[] values = new int[times];
    Arrays.fill(values, value);
    return values;
  }

  private static byte[] strip(
      SampleRows rows, int top, int bottom, SampleFormat format, ByteOrder order)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(bytes)) {
      for (int y = top; y < bottom; y++) {
        byte[] row = rows.row(y);
        switch (format) {
          case UINT8 -> difference8(row, rows.samplesPerPixel());
          case UINT16 -> difference16(row, rows.samplesPerPixel(), order);
          case FLOAT32 -> {}
        }
        deflate.write(row);
      }
    }
    return bytes.toByteArray();
  }

  /** Replaces each sample by its difference from the same channel of the pixel to its left. */
  private static void difference8(byte[] row, int samplesPerPixel) {
    for (int i = row.length - 1; i >= samplesPerPixel; i--) {
      row[i] -= row[i - samplesPerPixel];
    }
  }

  private static void difference16(byte[] row, int samplesPerPixel, ByteOrder order) {
    ShortBuffer samples = ByteBuffer.wrap(row).order(order).asShortBuffer();
    for (int i = samples.capacity() - 1; i >= samplesPerPixel; i--) {
      samples.put(i, (short) (samples.get(i) - samples.get(i - samplesPerPixel)));
    }
  }
}
