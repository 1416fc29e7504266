package org.selfsame.image;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The kinds of image file that can be read, known by their first bytes and not by their names. */
enum Signature {
  PNG,
  JPEG,
  TIFF,
  BMP,
  WEBP,
  HEIC,
  AVIF,
  JXL;

  private static final int SHOWN_BYTES = 12;

  /** How the brands of pictures in ISO base media files (ISO 14496-12) begin. */
  private static final Map<String, Signature> MEDIA_BRANDS =
      Map.of("hei", HEIC, "hev", HEIC, "mif1", HEIC, "msf1", HEIC, "avi", AVIF);

  /** How other images begin, which people take for some that are read. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("GIF8", "a GIF image"),
          Map.entry("\0\0\0\fjP  ", "a JPEG 2000 image"),
          Map.entry("\u00ffO\u00ffQ", "a JPEG 2000 image"),
          Map.entry("8BPS", "a Photoshop file"),
          Map.entry("v/1\u0001", "an OpenEXR image"),
          Map.entry("#?RADIANCE", "a Radiance image"),
          Map.entry("SIMPLE  =", "a FITS image"),
          Map.entry("%PDF", "a PDF"),
          Map.entry("<svg", "an SVG drawing"),
          Map.entry("<?xml", "an XML text, such as an SVG drawing"),
          Map.entry("qoif", "a QOI image"),
          Map.entry("P4\n", "a PBM image"),
          Map.entry("P5\n", "a PGM image"),
          Map.entry("P6\n", "a PPM image"),
          Map.entry("FUJIFILMCCD-RAW", "a camera's raw file"),
          Map.entry("IIRO", "a camera's raw file"),
          Map.entry("IIRS", "a camera's raw file"),
          Map.entry("IIU\0", "a camera's raw file"));

  /** Returns the kind of a file. */
  static Optional<Signature> of(byte[] file) {
    if (Bytes.startsWith(file, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (Bytes.startsWith(file, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (Bytes.startsWith(file, 0, "II*\0")
        || Bytes.startsWith(file, 0, "MM\0*")
        || Ifd.isBig(file)) {
      return Optional.of(TIFF);
    }
    if (Bytes.startsWith(file, 0, "RIFF") && Bytes.startsWith(file, 8, "WEBP")) {
      return Optional.of(WEBP);
    }
    // Two letters could begin any text: the upper bytes of the header's size must be 0 as well.
    if (Bytes.startsWith(file, 0, "BM") && Bytes.startsWith(file, 15, "\0\0\0")) {
      return Optional.of(BMP);
    }
    if (Bytes.startsWith(file, 0, "\u00ff\n")
        || Bytes.startsWith(file, 0, "\0\0\0\fJXL \r\n\u0087\n")) {
      return Optional.of(JXL);
    }
    if (Bytes.startsWith(file, 4, "ftyp") && file.length >= 12) {
      String brand = Bytes.ascii(file, 8, 4);
      return MEDIA_BRANDS.entrySet().stream()
          .filter(known -> brand.startsWith(known.getKey()))
          .map(Map.Entry::getValue)
          .findFirst();
    }
    return Optional.empty();
  }

  /** Returns how a file begins: by name, as text if it is text, and else as hexadecimal bytes. */
  static String describe(byte[] file) {
    if (Bytes.startsWith(file, 4, "ftypcrx")) {
      return "the header of a camera's raw file, which is not read here";
    }
    for (Map.Entry<String, String> other : OTHERS.entrySet()) {
      if (Bytes.startsWith(file, 0, other.getKey())) {
        return "the header of " + other.getValue() + ", which is not read here";
      }
    }
    int shown = Math.min(file.length, SHOWN_BYTES);
    String text = Bytes.ascii(file, 0, shown);
    return text.chars().allMatch(c -> c >= ' ' && c <= '~')
        ? '"' + text + '"'
        : "bytes " + HexFormat.ofDelimiter(" ").formatHex(file, 0, shown);
  }
}
