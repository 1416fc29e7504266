package org.selfsame.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.selfsame.image.Remarks.Chunk;

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
 * @param remarks what else the file said
 */
public record Metadata(
    Optional<byte[]> iccProfile,
    Optional<byte[]> exif,
    Optional<JpegQuality> jpegQuality,
    Optional<SampleRange> range,
    Remarks remarks) {
  /** No metadata. */
  public static final Metadata NONE = new Metadata(Optional.empty(), Optional.empty());

  /** In steps of 1/100,000, as in a PNG. */
  private static final int[] SRGB_GAMMA = {45455};

  /** Of white, red, green and blue. */
  private static final int[] SRGB_CHROMATICITIES = {
    31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000
  };

  private static final int UNSEEN = 500;

  private static final int ICC_HEADER = 128;
  private static final int ICC_COLOR_SPACE = 16;
  private static final int ICC_FILE_MARK = 36;

  /** Makes metadata of a color profile and EXIF alone. */
  public Metadata(Optional<byte[]> iccProfile, Optional<byte[]> exif) {
    this(iccProfile, exif, Optional.empty(), Optional.empty(), Remarks.NONE);
  }

  /** Returns this metadata with another EXIF block. */
  Metadata withExif(Optional<byte[]> other) {
    return new Metadata(iccProfile, other, jpegQuality, range, remarks);
  }

  /** Returns this metadata with remarks. */
  Metadata withRemarks(Remarks other) {
    return new Metadata(iccProfile, exif, jpegQuality, range, other);
  }

  /** Returns this metadata with the range of floats. */
  Metadata withRange(Optional<SampleRange> other) {
    return new Metadata(iccProfile, exif, jpegQuality, other, remarks);
  }

  /** Returns the resolution that the file, or else its EXIF, told. */
  public Optional<Resolution> resolution() {
    return remarks.resolution().or(() -> exif.flatMap(Exif::resolution));
  }

  /**
   * Returns this metadata for a file of an image: EXIF and XMP tell its size, and nothing of the
   * old image's thumbnail or of what lay behind it; an ICC profile for other channels is left out.
   */
  Metadata of(Image image) {
    int width = image.width();
    int height = image.height();
    return withExif(exif.map(block -> Exif.of(block, width, height)))
        .withRemarks(remarks.withXmp(remarks.xmp().map(xmp -> Xmp.of(xmp, width, height))))
        .forChannels(image.channels());
  }

  /** Returns this metadata for the image turned as it said, which is upright. */
  Metadata upright(Dihedral turn) {
    Optional<Resolution> resolution =
        remarks.resolution().map(old -> turn.transposes() ? old.turned() : old);
    return withExif(exif.map(Exif::upright))
        .withRemarks(remarks.withXmp(remarks.xmp().map(Xmp::upright)).withResolution(resolution));
  }

  /** Returns no more of this metadata than what says how the colors are meant. */
  Metadata ofColorsAlone() {
    return withExif(Optional.empty()).withRemarks(Remarks.NONE.withColors(remarks.colors()));
  }

  /**
   * Returns which chunks of a PNG make its picture look different from the same samples without
   * them: colors are usually taken for sRGB, or by an ICC profile.
   */
  List<String> unusualColors() {
    List<String> names = new ArrayList<>();
    for (Chunk chunk : remarks.colors()) {
      ByteBuffer content = ByteBuffer.wrap(chunk.content());
      boolean usual =
          switch (chunk.name()) {
            case "cICP" -> content.limit() >= 2 && content.get(0) == 1 && content.get(1) == 13;
            case "gAMA" -> iccProfile.isPresent() || isNear(content, SRGB_GAMMA);
            case "cHRM" -> iccProfile.isPresent() || isNear(content, SRGB_CHROMATICITIES);
            default -> true;
          };
      if (!usual) {
        names.add(chunk.name());
      }
    }
    return names;
  }

  private static boolean isNear(ByteBuffer found, int[] expected) {
    for (int i = 0; i < expected.length && found.remaining() >= 4; i++) {
      if (Math.abs(found.getInt() - expected[i]) > UNSEEN) {
        return false;
      }
    }
    return true;
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
