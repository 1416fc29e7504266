package org.selfsame.image;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a TIFF or BigTIFF of one page: gray, RGB or palette of up to 16 bits or float as it is;
 * YCbCr, CMYK and CIELAB converted to RGB. A fourth sample beside RGB, or a second beside gray, is
 * alpha unless the file says that it is something else. Signed numbers of 16 bits become floats.
 */
final class TiffDecoder {
  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int REDUCED_IMAGE = 1;
  private static final int COLOR_FILTER_ARRAY = 32803;
  private static final int LINEAR_RAW = 34892;
  private static final int UNSIGNED_INTEGER = 1;
  private static final int SIGNED_INTEGER = 2;
  private static final int FLOAT = 3;
  private static final int UNDEFINED = 4;
  private static final int UNSPECIFIED = 0;
  private static final int PREMULTIPLIED_ALPHA = 1;
  private static final int UNASSOCIATED_ALPHA = 2;

  /** Compressions that other programs write and the reader does not know, by their numbers. */
  private static final Map<Long, String> UNREAD_COMPRESSIONS =
      Map.of(
          34712L, "JPEG 2000",
          34887L, "LERC",
          34925L, "LZMA",
          50000L, "ZSTD",
          50001L, "WebP",
          50002L, "JPEG XL",
          52546L, "JPEG XL");

  private TiffDecoder() {}

  static Picture decode(byte[] file) throws IOException {
    List<Ifd> directories = Ifd.readAll(file);
    checkPages(directories);
    Ifd page = directories.get(0);
    checkPixelData(page, file.length);
    long bits = page.number(TiffTag.BITS_PER_SAMPLE, 1);
    long samples = page.number(TiffTag.SAMPLES_PER_PIXEL, 1);
    try (RasterReader reader = RasterReader.of(TIFFImageReaderSpi.class, file)) {
      reader.checkSize(samples * (Float.BYTES + (bits + 7) / 8));
      long photometric = page.number(TiffTag.PHOTOMETRIC_INTERPRETATION, -1);
      if (photometric == WHITE_IS_ZERO || photometric == BLACK_IS_ZERO || photometric == RGB) {
        // The raw samples: on the way to an image the reader would clip floats to [0, 1].
        return fromSamples(reader.raster(), page);
      }
      return Samples.picture(reader.image(), metadata(page));
    }
  }

  private static void checkPages(List<Ifd> directories) throws MalformedImageException {
    if (directories.isEmpty()) {
      throw MalformedImageException.damaged("the TIFF has no page");
    }
    if (isReduced(directories.get(0))) {
      throw new MalformedImageException(
          "its first page is a preview, as in a camera's raw file. Develop it to a plain TIFF"
              + " first.");
    }
    long pages = directories.stream().filter(page -> !isReduced(page)).count();
    if (pages > 1) {
      throw new MalformedImageException(
          "it has " + pages + " pages, expected one. Split it into a file for each page.");
    }
  }

  private static boolean isReduced(Ifd page) {
    return (page.number(TiffTag.NEW_SUBFILE_TYPE, 0) & REDUCED_IMAGE) != 0;
  }

  private static void checkPixelData(Ifd page, int fileLength) throws MalformedImageException {
    long photometric = page.number(TiffTag.PHOTOMETRIC_INTERPRETATION, -1);
    if (photometric == COLOR_FILTER_ARRAY || photometric == LINEAR_RAW) {
      throw new MalformedImageException(
          "it is a camera's raw file. Develop it, or unpack its mosaic to a plain TIFF first, as"
              + " dcraw -D -T -4 does.");
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
    boolean known =
        sampleFormat == UNSIGNED_INTEGER
            || sampleFormat == FLOAT
            || sampleFormat == UNDEFINED
            || isSigned(page);
    if (!known) {
      throw new MalformedImageException(
          "its samples are complex numbers or signed ones of other than 16 bits, expected unsigned"
              + " ones or floats. Convert it first.");
    }
  }

  private static boolean isSigned(Ifd page) {
    return page.number(TiffTag.SAMPLE_FORMAT, UNSIGNED_INTEGER) == SIGNED_INTEGER
        && page.number(TiffTag.BITS_PER_SAMPLE, 1) == 16;
  }

  private static Picture fromSamples(Raster raster, Ifd page) throws MalformedImageException {
    long photometric = page.number(TiffTag.PHOTOMETRIC_INTERPRETATION, -1);
    int channels = photometric == RGB ? 3 : 1;
    int bands = raster.getNumBands();
    checkExtraSample(page, channels, bands);
    int bits = (int) page.number(TiffTag.BITS_PER_SAMPLE, 1);
    boolean signed = isSigned(page);
    SampleFormat format = signed ? SampleFormat.FLOAT32 : Samples.format(raster, bits);
    float[][] planes = new float[channels][];
    for (int c = 0; c < channels; c++) {
      planes[c] = signed ? Samples.signed(raster, c) : Samples.plane(raster, c, bits);
    }
    if (photometric == WHITE_IS_ZERO) {
      invert(planes[0], format, bits);
    }
    Optional<float[]> alpha = Optional.empty();
    if (bands > channels) {
      alpha = Optional.of(Samples.plane(raster, channels, bits));
      if (page.number(TiffTag.EXTRA_SAMPLES, 0) == PREMULTIPLIED_ALPHA) {
        Samples.divideByAlpha(planes, alpha.get());
      }
    }
    Optional<SampleRange> range =
        signed
            ? Optional.of(SampleRange.spanning(planes))
            : format.isInteger() ? Optional.empty() : SampleRange.of(planes);
    range.ifPresent(floats -> floats.toUnit(planes));
    return Samples.picture(raster, planes, alpha, format, metadata(page).withRange(range));
  }

  /** Samples beside the color are alpha only where the file says so, or says nothing. */
  private static void checkExtraSample(Ifd page, int channels, int bands)
      throws MalformedImageException {
    if (bands > channels + 1) {
      throw new MalformedImageException(
          "it has %d samples a pixel, expected %d, or %d with alpha. Remove the others first."
              .formatted(bands, channels, channels + 1));
    }
    if (bands > channels && page.number(TiffTag.EXTRA_SAMPLES, UNASSOCIATED_ALPHA) == UNSPECIFIED) {
      throw new MalformedImageException(
          "sample %d of its pixels is not alpha but something unnamed (ExtraSamples 0), near infrared for example. Split it off, or set ExtraSamples to 2 if it is alpha."
              .formatted(bands));
    }
  }

  private static void invert(float[] plane, SampleFormat format, int bits) {
    float maximum = (1 << bits) - 1;
    for (int i = 0; i < plane.length; i++) {
      plane[i] =
          format.isInteger() ? (maximum - Math.round(plane[i] * maximum)) / maximum : 1 - plane[i];
    }
  }

  private static Metadata metadata(Ifd page) {
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
