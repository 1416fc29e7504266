package org.selfsame.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a file says about its pixels, carried from the file that is read to the one that is written.
 *
 * <p>The arrays are shared, not copied: treat them as read-only.
 *
 * @param iccProfile an ICC profile (ICC.1:2022) that gives the samples their color; it is never
 *     applied to them
 * @param exif an EXIF block (EXIF 2.32): a TIFF structure from its byte order mark on, without the
 *     {@code Exif\0\0} that precedes it in a JPEG
 * @param jpegQuality of the JPEG file that was read; nothing for other files, and never written
 * @param range of the floats that were read, where they were no picture of black 0 and white 1; a
 *     file of floats is written in it again
 * @param remarks what else the file said, for a file of the same kind
 */
public record Metadata(
    Optional<byte[]> iccProfile,
    Optional<byte[]> exif,
    Optional<JpegQuality> jpegQuality,
    Optional<SampleRange> range,
    Optional<Remarks> remarks) {
  /** No metadata. */
  public static final Metadata NONE = new Metadata(Optional.empty(), Optional.empty());

  private static final int ICC_HEADER = 128;
  private static final int ICC_COLOR_SPACE = 16;
  private static final int ICC_FILE_MARK = 36;

  /** Makes metadata of a color profile and EXIF alone. */
  public Metadata(Optional<byte[]> iccProfile, Optional<byte[]> exif) {
    this(iccProfile, exif, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Returns this metadata with another EXIF block. */
  Metadata withExif(Optional<byte[]> other) {
    return new Metadata(iccProfile, other, jpegQuality, range, remarks);
  }

  /** Returns this metadata with remarks. */
  Metadata withRemarks(Remarks other) {
    return new Metadata(iccProfile, exif, jpegQuality, range, Optional.of(other));
  }

  /** Returns this metadata with the range of floats. */
  Metadata withRange(Optional<SampleRange> other) {
    return new Metadata(iccProfile, exif, jpegQuality, other, remarks);
  }

  /**
   * Returns this metadata for a file of an image: EXIF tells its size and has no thumbnail, and an
   * ICC profile for other channels is left out.
   */
  Metadata of(Image image) {
    return withExif(exif.map(block -> Exif.of(block, image.width(), image.height())))
        .forChannels(image.channels());
  }

  /**
   * Returns this metadata without an ICC profile that does not fit: one for gray on a color image,
   * one for CMYK on any, or bytes that are not a profile.
   */
  Metadata forChannels(int channels) {
    return new Metadata(
        iccProfile.filter(icc -> isProfileFor(icc, channels)), exif, jpegQuality, range, remarks);
  }

  /**
   * Returns whether the profile, if there is one, is for RGB: gray samples are colors under it,
   * too.
   */
  boolean isRgb() {
    return iccProfile.filter(icc -> isProfileFor(icc, 3)).isPresent();
  }

  private static boolean isProfileFor(byte[] icc, int channels) {
    if (icc.length < ICC_HEADER) {
      return false;
    }
    ByteBuffer profile = ByteBuffer.wrap(icc);
    String colorSpace = Bytes.ascii(icc, ICC_COLOR_SPACE, 4);
    return Integer.toUnsignedLong(profile.getInt(0)) <= icc.length
        && Bytes.ascii(icc, ICC_FILE_MARK, 4).equals("acsp")
        && colorSpace.equals(channels == 1 ? "GRAY" : "RGB ");
  }
}
