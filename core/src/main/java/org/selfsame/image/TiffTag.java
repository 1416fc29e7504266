package org.selfsame.image;

import java.util.Set;

/** Numbers of the fields of a TIFF page (TIFF 6.0, and the TIFF technical notes). */
final class TiffTag {
  static final int NEW_SUBFILE_TYPE = 254;
  static final int IMAGE_WIDTH = 256;
  static final int IMAGE_LENGTH = 257;
  static final int BITS_PER_SAMPLE = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC_INTERPRETATION = 262;
  static final int STRIP_OFFSETS = 273;
  static final int SAMPLES_PER_PIXEL = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTE_COUNTS = 279;
  static final int PLANAR_CONFIGURATION = 284;
  static final int PREDICTOR = 317;
  static final int COLOR_MAP = 320;
  static final int TILE_WIDTH = 322;
  static final int TILE_LENGTH = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTE_COUNTS = 325;
  static final int SUB_DIRECTORIES = 330;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int ICC_PROFILE = 34675;

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
   * software, date, artist, host, copyright, and the EXIF and GPS directories.
   */
  static final Set<Integer> EXIF =
      Set.of(
          270, 271, 272, 274, 282, 283, 296, 305, 306, 315, 316, 33432, Ifd.EXIF_IFD, Ifd.GPS_IFD);

  private TiffTag() {}
}
