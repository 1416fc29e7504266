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
 * Writes TIFF in deflated strips: gray or RGB of 8 or 16 bits or float, with or without alpha and
 * further bands, with ICC profile, EXIF, XMP, IPTC, resolution and texts.
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
  private static final int STRIPS_AT = 16; // behind header and mark
  private static final int STRIP_BYTES = 1 << 18;
  private static final long MAX_FILE_BYTES = 0xffff_ffffL;

  private TiffEncoder() {}

  /** A page that is compressed already, but not at its place in a file yet. */
  record Page(Ifd directory, List<byte[]> strips) {
    long stripBytes() {
      return strips.stream().mapToLong(strip -> strip.length).sum();
    }
  }

  static void encode(Picture picture, OutputStream out) throws IOException {
    write(List.of(page(picture)), out);
  }

  /** Compresses a page. */
  static Page page(Picture given) throws IOException {
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
    Ifd page = page(picture, rows.samplesPerPixel(), order);
    page.putLongs(TiffTag.ROWS_PER_STRIP, rowsPerStrip);
    page.putLongs(TiffTag.STRIP_OFFSETS, new long[strips.size()]);
    page.putLongs(
        TiffTag.STRIP_BYTE_COUNTS, strips.stream().mapToLong(strip -> strip.length).toArray());
    exif.ifPresent(fields -> page.putFrom(fields, TiffTag.EXIF));
    putRemarks(picture.metadata().remarks(), page);
    return new Page(page, strips);
  }

  /**
   * Writes pages: of each its strips, then its directory.
   *
   * @throws IllegalArgumentException if they are of different byte orders
   */
  static void write(List<Page> pages, OutputStream out) throws IOException {
    ByteOrder order = pages.get(0).directory.order();
    out.write(Ifd.header(order, even(STRIPS_AT + pages.get(0).stripBytes())));
    out.write(ResultMark.bytes());
    long at = STRIPS_AT;
    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      if (page.directory.order() != order) {
        throw new IllegalArgumentException("pages of different byte orders");
      }
      long[] offsets = new long[page.strips.size()];
      for (int s = 0; s < offsets.length; s++) {
        offsets[s] = at;
        at += page.strips.get(s).length;
        out.write(page.strips.get(s));
      }
      page.directory.putLongs(TiffTag.STRIP_OFFSETS, offsets);
      long directoryAt = even(at);
      long end = directoryAt + page.directory.encode(directoryAt).length;
      boolean last = i == pages.size() - 1;
      long next = last ? 0 : even(end + pages.get(i + 1).stripBytes());
      if (Math.max(end, next) > MAX_FILE_BYTES) {
        throw new MalformedImageException(
            "the image takes more than the 4 GB of a TIFF. Write a PNG, or cut it into parts.");
      }
      out.write(new byte[(int) (directoryAt - at)]);
      out.write(page.directory.encode(directoryAt, next));
      at = end;
    }
  }

  private static long even(long offset) {
    return offset + offset % 2;
  }

  private static Picture inItsRange(Picture picture) {
    if (picture.format().isInteger()) {
      return picture;
    }
    Optional<SampleRange> range = picture.metadata().range();
    Image image = picture.image();
    return picture
        .withImage(range.isEmpty() ? image : range.get().fromUnit(image))
        .withBands(picture.bands().stream().map(TiffEncoder::inItsRange).toList());
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
      int[] extra = new int[samplesPerPixel - image.channels()]; // 0: unspecified
      extra[0] = picture.alpha().isPresent() ? UNASSOCIATED_ALPHA : 0;
      page.putShorts(TiffTag.EXTRA_SAMPLES, extra);
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
