package org.selfsame.image;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads the pages of a TIFF or BigTIFF: gray, RGB or palette of up to 16 bits or float as it is;
 * YCbCr, CMYK and CIELAB converted to RGB. A fourth sample beside RGB, or a second beside gray, is
 * alpha unless the file says that it is something else; that and all others become bands. Signed
 * whole numbers, and those of 32 bits, become floats.
 */
final class TiffDecoder {
  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int NO_PAGE = 1 | 4; // a preview, or the mask of a page
  private static final int COLOR_FILTER_ARRAY = 32803;
  private static final int LINEAR_RAW = 34892;
  private static final int UNSIGNED_INTEGER = 1;
  private static final int SIGNED_INTEGER = 2;
  private static final int UNDEFINED = 4;
  private static final int PREMULTIPLIED_ALPHA = 1;
  private static final int UNASSOCIATED_ALPHA = 2;

  /** Compressions that other programs write and the reader does not know, by their numbers. */
  private static final Map<Long, String> UNREAD_COMPRESSIONS =
      Map.of(
          34712L, "JPEG 2000",
          34887L, "LERC",
          34925L, "LZMA",
          50001L, "WebP",
          50002L, "JPEG XL",
          52546L, "JPEG XL");

  private final byte[] file;
  private final List<Ifd> directories;

  /** Where the pages are among the directories. */
  private final int[] pages;

  private TiffDecoder(byte[] file) throws MalformedImageException {
    this.file = file;
    directories = Ifd.readAll(file);
    if (directories.isEmpty()) {
      throw MalformedImageException.damaged("the TIFF has no page");
    }
    pages =
        IntStream.range(0, directories.size())
            .filter(i -> (directories.get(i).number(TiffTag.NEW_SUBFILE_TYPE, 0) & NO_PAGE) == 0)
            .toArray();
  }

  /** Reads the directories of a file. */
  static TiffDecoder of(byte[] file) throws MalformedImageException {
    return new TiffDecoder(file);
  }

  /** Returns how many pages there are, previews and masks aside; a raw file has one. */
  int pages() {
    return isRaw() ? 1 : pages.length;
  }

  /** Cameras put a preview first. */
  private boolean isRaw() {
    return pages.length == 0 || pages[0] > 0;
  }

  /** Decodes a page, counted from 0. */
  Picture page(int index) throws IOException {
    if (isRaw()) {
      throw rawFile();
    }
    Ifd page = directories.get(pages[index]);
    checkPixelData(page, file.length);
    if (page.number(TiffTag.COMPRESSION, 1) == TiffChunks.ZSTD) {
      byte[] plain = TiffChunks.withoutZstd(file, page);
      Ifd alone = Ifd.readAll(plain).get(0);
      return decode(plain, 0, alone);
    }
    return decode(file, pages[index], page);
  }

  private static Picture decode(byte[] file, int index, Ifd page) throws IOException {
    long bits = page.number(TiffTag.BITS_PER_SAMPLE, 1);
    long samples = page.number(TiffTag.SAMPLES_PER_PIXEL, 1);
    try (RasterReader reader = RasterReader.of(TIFFImageReaderSpi.class, file, index)) {
      reader.checkSize(samples * (Float.BYTES + (bits + 7) / 8));
      long photometric = page.number(TiffTag.PHOTOMETRIC_INTERPRETATION, -1);
      if (photometric == WHITE_IS_ZERO || photometric == BLACK_IS_ZERO || photometric == RGB) {
        // The raw samples: on the way to an image the reader would clip floats to [0, 1].
        Raster raster = reader.raster();
        boolean whole = raster.getNumBands() >= samples;
        return fromSamples(whole ? List.of(raster) : separate(file, page, (int) samples), page);
      }
      if (photometric == PALETTE && samples > 1) {
        return fromPalette(file, page);
      }
      return Samples.picture(reader.image(), metadata(page));
    }
  }

  private static MalformedImageException rawFile() {
    return new MalformedImageException(
        "it is a camera's raw file. Make a picture of it with the command demosaic, or develop it"
            + " with another program.");
  }

  private static void checkPixelData(Ifd page, int fileLength) throws MalformedImageException {
    long photometric = page.number(TiffTag.PHOTOMETRIC_INTERPRETATION, -1);
    if (photometric == COLOR_FILTER_ARRAY || photometric == LINEAR_RAW) {
      throw rawFile();
    }
    long compression = page.number(TiffTag.COMPRESSION, 1);
    if (UNREAD_COMPRESSIONS.containsKey(compression)) {
      throw new MalformedImageException(
          "its pixels are compressed with %s, which is not read. Save it with LZW or Deflate compression."
              .formatted(UNREAD_COMPRESSIONS.get(compression)));
    }
    boolean tiled = page.has(TiffTag.TILE_OFFSETS);
    long[] offsets = page.numbers(tiled ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS);
    long[] counts = page.numbers(tiled ? TiffTag.TILE_BYTE_COUNTS : TiffTag.STRIP_BYTE_COUNTS);
    for (int i = 0; i < Math.min(offsets.length, counts.length); i++) {
      if (offsets[i] + counts[i] > fileLength) {
        throw MalformedImageException.cutOff("inside its pixels");
      }
    }
    long sampleFormat = page.number(TiffTag.SAMPLE_FORMAT, UNSIGNED_INTEGER);
    long bits = page.number(TiffTag.BITS_PER_SAMPLE, 1);
    boolean whole = sampleFormat == UNSIGNED_INTEGER || sampleFormat == SIGNED_INTEGER;
    if (sampleFormat > UNDEFINED || (whole && bits > 32)) {
      throw new MalformedImageException(
          "its samples are %s of %d bits, expected floats or whole numbers of up to 32 bits. Convert it first."
              .formatted(whole ? "whole numbers" : "complex numbers", bits));
    }
  }

  /** Reads a palette's indices beside alpha, which the reader does not know. */
  private static Picture fromPalette(byte[] file, Ifd page) throws IOException {
    Ifd plain = page.copy();
    plain.putShorts(TiffTag.PHOTOMETRIC_INTERPRETATION, BLACK_IS_ZERO);
    byte[] alone = TiffChunks.alone(plain, TiffChunks.of(file, page));
    Picture indices = decode(alone, 0, plain);
    long[] colors = page.numbers(TiffTag.COLOR_MAP); // all red ones, then green, then blue
    Image image = indices.image();
    float[][] planes = new float[3][image.width() * image.height()];
    int size = colors.length / planes.length;
    for (int i = 0; i < planes[0].length; i++) {
      int index = Math.round(image.plane(0)[i] * (size - 1));
      for (int c = 0; c < planes.length; c++) {
        planes[c][i] = colors[c * size + index] / 65535f;
      }
    }
    return indices.withImage(new Image(image.width(), image.height(), planes), indices.alpha());
  }

  /** Returns a raster for each sample of a page with more than the reader takes. */
  private static List<Raster> separate(byte[] file, Ifd page, int samples) throws IOException {
    List<Raster> bands = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      byte[] alone = TiffChunks.ofSample(file, page, i, samples);
      try (RasterReader reader = RasterReader.of(TIFFImageReaderSpi.class, alone)) {
        bands.add(reader.raster());
      }
    }
    return bands;
  }

  private static Picture fromSamples(List<Raster> rasters, Ifd page)
      throws MalformedImageException {
    Raster raster = rasters.get(0);
    long photometric = page.number(TiffTag.PHOTOMETRIC_INTERPRETATION, -1);
    int channels = photometric == RGB ? 3 : 1;
    int count = Math.max(rasters.size(), raster.getNumBands());
    if (count < channels) {
      throw MalformedImageException.damaged("its pixels have fewer samples than colors");
    }
    int bits = (int) page.number(TiffTag.BITS_PER_SAMPLE, 1);
    boolean signed = page.number(TiffTag.SAMPLE_FORMAT, UNSIGNED_INTEGER) == SIGNED_INTEGER;
    boolean counts = signed || (bits > 16 && !Samples.isFloat(raster));
    SampleFormat format = counts ? SampleFormat.FLOAT32 : Samples.format(raster, bits);
    float[][] planes = new float[count][];
    for (int c = 0; c < count; c++) {
      Raster of = rasters.size() > 1 ? rasters.get(c) : raster;
      int band = rasters.size() > 1 ? 0 : c;
      planes[c] = counts ? Samples.numbers(of, band, bits, signed) : Samples.plane(of, band, bits);
    }
    if (photometric == WHITE_IS_ZERO) {
      invert(planes[0], format, bits);
    }
    float[][] colors = Arrays.copyOf(planes, channels);
    long[] extra = extraSamples(page, count - channels);
    Optional<float[]> alpha = Optional.empty();
    List<Picture> bands = new ArrayList<>();
    for (int i = 0; i < extra.length; i++) {
      float[] plane = planes[channels + i];
      boolean opacity = extra[i] == PREMULTIPLIED_ALPHA || extra[i] == UNASSOCIATED_ALPHA;
      if (!opacity || alpha.isPresent()) {
        bands.add(inUnits(raster, new float[][] {plane}, format, counts, Metadata.NONE));
      } else {
        alpha = Optional.of(plane);
        if (extra[i] == PREMULTIPLIED_ALPHA) {
          Samples.divideByAlpha(colors, plane);
        }
      }
    }
    Picture picture = inUnits(raster, colors, format, counts, metadata(page));
    Optional<Image> opacity =
        alpha.map(plane -> new Image(raster.getWidth(), raster.getHeight(), plane));
    return picture.withImage(picture.image(), opacity).withBands(bands);
  }

  /**
   * Returns what each sample beside the color is; the only one is alpha if the file says nothing.
   */
  private static long[] extraSamples(Ifd page, int count) {
    long[] told = page.numbers(TiffTag.EXTRA_SAMPLES);
    return told.length == 0 && count == 1
        ? new long[] {UNASSOCIATED_ALPHA}
        : Arrays.copyOf(told, count);
  }

  /** Maps floats and counts that are no picture of black 0 and white 1 to it. */
  private static Picture inUnits(
      Raster raster, float[][] planes, SampleFormat format, boolean counts, Metadata metadata) {
    Optional<SampleRange> range =
        counts
            ? Optional.of(SampleRange.spanning(planes))
            : format.isInteger() ? Optional.empty() : SampleRange.of(planes);
    range.ifPresent(units -> units.toUnit(planes));
    return Samples.picture(raster, planes, Optional.empty(), format, metadata.withRange(range));
  }

  private static void invert(float[] plane, SampleFormat format, int bits) {
    float maximum = (1 << bits) - 1;
    for (int i = 0; i < plane.length; i++) {
      plane[i] =
          format.isInteger() ? (maximum - Math.round(plane[i] * maximum)) / maximum : 1 - plane[i];
    }
  }

  static Metadata metadata(Ifd page) {
    Optional<byte[]> profile =
        page.has(TiffTag.ICC_PROFILE)
            ? Optional.of(page.bytes(TiffTag.ICC_PROFILE))
            : Optional.empty();
    Ifd exif = new Ifd(page.order());
    exif.putFrom(page, TiffTag.EXIF);
    return new Metadata(profile, exif.isEmpty() ? Optional.empty() : Optional.of(exif.toTiff()))
        .withRemarks(TiffRemarks.of(page));
  }
}
