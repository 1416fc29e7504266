package org.selfsame.image;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Decodes something of a file.
 *
 * @param <T> what it is
 */
@FunctionalInterface
interface FileDecoding<T> {
  T decode() throws IOException;

  /** Decodes something of a file, and explains what fails. */
  static <T> T run(Path file, Signature signature, FileDecoding<T> decoding)
      throws ImageFileException {
    try {
      return decoding.decode();
    } catch (MalformedImageException e) {
      throw new ImageFileException(file, reason(e), e);
    } catch (OutOfMemoryError e) {
      throw tooLarge(file, e);
    } catch (IOException | RuntimeException e) {
      // Given damaged bytes, the readers throw exceptions of every kind.
      throw new ImageFileException(
          file,
          "it cannot be decoded as %s (%s). If other programs show it, save it again as PNG there."
              .formatted(signature, reason(e)),
          e);
    }
  }

  static ImageFileException tooLarge(Path file, OutOfMemoryError e) {
    return new ImageFileException(
        file,
        "the image does not fit in memory. Cut it into parts, or give Java more memory (-Xmx).",
        e);
  }

  static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
