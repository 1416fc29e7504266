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
  WEBP;

  private static final int SHOWN_BYTES = 12;

  /** How the brands of pictures in ISO base media files (ISO 14496-12) begin. */
  private static final Map<String, String> MEDIA_BRANDS =
      Map.of("hei", "HEIC", "hev", "HEIC", "mif1", "HEIF", "msf1", "HEIF", "avi", "AVIF");

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
    return Optional.empty();
  }

  /** Returns how a file begins: as text if it is text, and else as hexadecimal bytes. */
  static String describe(byte[] file) {
    if (Bytes.startsWith(file, 4, "ftyp") && file.length >= 12) {
      String brand = Bytes.ascii(file, 8, 4);
      for (Map.Entry<String, String> format : MEDIA_BRANDS.entrySet()) {
        if (brand.startsWith(format.getKey())) {
          return "the header of a " + format.getValue() + " image, which is not read here";
        }
      }
    }
    int shown = Math.min(file.length, SHOWN_BYTES);
    String text = Bytes.ascii(file, 0, shown);
    return text.chars().allMatch(c -> c >= ' ' && c <= '~')
        ? '"' + text + '"'
        : "bytes " + HexFormat.ofDelimiter(" ").formatHex(file, 0, shown);
  }
}
