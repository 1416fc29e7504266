package org.selfsame.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the page of a TIFF says beside its pixels, color profile and EXIF. */
final class TiffRemarks {
  /** With which each data set of IPTC begins. */
  private static final byte IPTC_MARK = 0x1c;

  /** The photometric interpretation of inks, usually CMYK. */
  private static final int SEPARATED = 5;

  private TiffRemarks() {}

  static Remarks of(Ifd page) {
    List<String> unkept = new ArrayList<>();
    if (page.has(TiffTag.PHOTOSHOP_LAYERS)) {
      unkept.add("its layers");
    }
    if (page.number(TiffTag.PHOTOMETRIC_INTERPRETATION, -1) == SEPARATED) {
      unkept.add(Remarks.INKS);
    }
    if (page.has(TiffTag.GEO_KEYS)) {
      unkept.add("its place on the map (GeoTIFF)");
    }
    byte[] blocks = ImageResources.kept(page.bytes(TiffTag.PHOTOSHOP)).orElse(new byte[0]);
    if (page.has(TiffTag.IPTC)) {
      blocks = ImageResources.withIptc(blocks, iptc(page.bytes(TiffTag.IPTC)));
    }
    return new Remarks(
        page.has(TiffTag.XMP) ? Optional.of(page.bytes(TiffTag.XMP)) : Optional.empty(),
        blocks.length == 0 ? Optional.empty() : Optional.of(blocks),
        List.of(), // its description is part of EXIF, and so is its resolution
        Optional.empty(),
        List.of(),
        unkept);
  }

  /** Some programs call it numbers of four bytes, and turn these around. */
  private static byte[] iptc(byte[] field) {
    if (field.length < 4 || field[0] == IPTC_MARK || field[3] != IPTC_MARK) {
      return field;
    }
    byte[] turned = field.clone();
    for (int i = 0; i < field.length; i++) {
      int other = i ^ 3;
      turned[i] = other < field.length ? field[other] : 0;
    }
    return turned;
  }
}
