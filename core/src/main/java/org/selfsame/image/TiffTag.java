package org.selfsame.image;

import java.util.Optional;
import java.util.Set;
import org.selfsame.image.Resolution.Unit;

/** Numbers of the fields of a TIFF page (TIFF 6.0, and the TIFF technical notes). */
final class TiffTag {
  static final int NEW_SUBFILE_TYPE = 254;
  static final int IMAGE_WIDTH = 256;
  static final int IMAGE_LENGTH = 257;
  static final int BITS_PER_SAMPLE = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC_INTERPRETATION = 262;
  static final int STRIP_OFFSETS = 273;
  static final int IMAGE_DESCRIPTION = 270;
  static final int SAMPLES_PER_PIXEL = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTE_COUNTS = 279;
  static final int X_RESOLUTION = 282;
  static final int Y_RESOLUTION = 283;
  static final int PLANAR_CONFIGURATION = 284;
  static final int RESOLUTION_UNIT = 296;
  static final int PREDICTOR = 317;
  static final int COLOR_MAP = 320;
  static final int TILE_WIDTH = 322;
  static final int TILE_LENGTH = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTE_COUNTS = 325;
  static final int SUB_DIRECTORIES = 330;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int XMP = 700;
  static final int IPTC = 33723;
  static final int PHOTOSHOP = 34377;
  static final int ICC_PROFILE = 34675;
  static final int GEO_KEYS = 34735;
  static final int PHOTOSHOP_LAYERS = 37724;

  private static final int INCHES = 2;
  private static final int CENTIMETERS = 3;
  private static final long FRACTIONS = 10_000;

  // Of raw files: TIFF/EP (ISO 12234-2), and Adobe's Digital Negative, version 1.4.
  static final int CFA_REPEAT_PATTERN_DIM = 33421;
  static final int CFA_PATTERN = 33422;
  static final int LINEARIZATION_TABLE = 50712;
  static final int BLACK_LEVEL_REPEAT_DIM = 50713;
  static final int BLACK_LEVEL = 50714;
  static final int WHITE_LEVEL = 50717;
  static final int AS_SHOT_NEUTRAL = 50728;
  static final int ACTIVE_AREA = 50829;

  /**
   * The fields that an EXIF block shares with a TIFF page (EXIF 2.32, table 4, without those that
   * describe how the pixels are stored): description, make, model, orientation, resolution,
   * transfer function, software, date, artist, host, white point, primaries, copyright, and the
   * EXIF and GPS directories.
   */
  static final Set<Integer> EXIF =
      Set.of(
          IMAGE_DESCRIPTION,
          271,
          272,
          274,
          X_RESOLUTION,
          Y_RESOLUTION,
          RESOLUTION_UNIT,
          301,
          305,
          306,
          315,
          316,
          318,
          319,
          33432,
          Ifd.EXIF_IFD,
          Ifd.GPS_IFD);

  private TiffTag() {}

  /** Returns the resolution that a directory tells. */
  static Optional<Resolution> resolution(Ifd page) {
    Unit unit =
        switch ((int) page.number(RESOLUTION_UNIT, INCHES)) {
          case INCHES -> Unit.INCH;
          case CENTIMETERS -> Unit.CENTIMETER;
          default -> Unit.NONE;
        };
    return Resolution.of(page.ratio(X_RESOLUTION), page.ratio(Y_RESOLUTION), unit);
  }

  /** Has a directory tell a resolution. */
  static void put(Resolution resolution, Ifd page) {
    putRatio(page, X_RESOLUTION, resolution.across());
    putRatio(page, Y_RESOLUTION, resolution.down());
    page.putShorts(
        RESOLUTION_UNIT,
        switch (resolution.unit()) {
          case NONE -> 1;
          case INCH -> INCHES;
          case CENTIMETER -> CENTIMETERS;
        });
  }

  private static void putRatio(Ifd page, int tag, double value) {
    long below = value == Math.rint(value) ? 1 : FRACTIONS;
    page.putRatio(tag, Math.round(value * below), below);
  }
}
