package org.selfsame.image;

import java.nio.file.Path;

/**
 * How a picture is written.
 *
 * @param format the kind of file, whatever its name says
 * @param jpegQuality 1 to 100, on the scale of the Independent JPEG Group; PNG and TIFF are
 *     lossless
 * @param jpegChroma how large a color JPEG's chroma planes are
 * @param strip whether to leave out all metadata but what says how the colors are meant: the ICC
 *     profile and, in a PNG, gamma and the like; the pixels are then turned upright
 */
public record WriteOptions(
    FileFormat format, int jpegQuality, JpegChroma jpegChroma, boolean strip) {
  /** The size of the chroma planes, compared to luma's. */
  public enum JpegChroma {
    /** The same (4:4:4). */
    FULL_SIZE,
    /** Half its width and height (4:2:0), as most programs write. */
    HALF_SIZE
  }

  /** The default quality of a JPEG. */
  public static final int DEFAULT_JPEG_QUALITY = 95;

  /**
   * Checks the quality.
   *
   * @throws IllegalArgumentException if it is outside 1 to 100
   */
  public WriteOptions {
    if (jpegQuality < 1 || jpegQuality > 100) {
      throw new IllegalArgumentException("JPEG quality " + jpegQuality + ": expected 1 to 100");
    }
  }

  /** Returns the options for a kind of file, at the default quality, with color at full size. */
  public static WriteOptions of(FileFormat format) {
    return new WriteOptions(format, DEFAULT_JPEG_QUALITY, JpegChroma.FULL_SIZE, false);
  }

  /**
   * Returns the options for the format that a name's extension stands for.
   *
   * @throws ImageFileException if it stands for none that can be written
   */
  public static WriteOptions forFile(Path file) throws ImageFileException {
    return of(
        FileFormat.ofFile(file)
            .orElseThrow(
                () ->
                    new ImageFileException(
                        file,
                        "the extension names no format that can be written: expected .png, .jpg,"
                            + " .jpeg, .tif or .tiff. Rename the output or give its format.")));
  }

  /** Returns these options at another JPEG quality. */
  public WriteOptions withJpegQuality(int quality) {
    return new WriteOptions(format, quality, jpegChroma, strip);
  }

  /** Returns these options with another size of a JPEG's chroma planes. */
  public WriteOptions withJpegChroma(JpegChroma chroma) {
    return new WriteOptions(format, jpegQuality, chroma, strip);
  }

  /** Returns these options with or without {@link #strip}. */
  public WriteOptions withStrip(boolean other) {
    return new WriteOptions(format, jpegQuality, jpegChroma, other);
  }
}
