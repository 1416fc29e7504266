package org.selfsame.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * With what quality a JPEG file was compressed, on the scale of the Independent JPEG Group, as its
 * quantization table for luma tells.
 *
 * @param value 1 to 100
 * @param exact whether the table is that of this quality; other encoders have tables of their own,
 *     of which the nearest quality is told
 */
public record JpegQuality(int value, boolean exact) {
  /** The tables for luma of all qualities, from 1. */
  private static final List<int[]> STANDARD =
      IntStream.rangeClosed(1, 100)
          .mapToObj(quality -> JpegTables.of(quality).luminance().getTable())
          .toList();

  /**
   * Reads the quality of a file.
   *
   * @return nothing if the file is no JPEG, or has no quantization table
   * @throws ImageFileException if it is missing or cannot be read
   */
  public static Optional<JpegQuality> of(Path file) throws ImageFileException {
    byte[] content = ImageFiles.content(file);
    if (Signature.of(content).filter(signature -> signature == Signature.JPEG).isEmpty()) {
      return Optional.empty();
    }
    try {
      return new JpegSegments(content).luminanceTable().map(JpegQuality::nearest);
    } catch (IOException e) {
      throw new ImageFileException(file, e.getMessage(), e);
    }
  }

  /** Finds the table whose numbers differ least, in sum. */
  static JpegQuality nearest(int[] table) {
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int quality = 1; quality <= STANDARD.size(); quality++) {
      int[] standard = STANDARD.get(quality - 1);
      long difference = 0;
      for (int i = 0; i < table.length; i++) {
        difference += Math.abs(table[i] - standard[i]);
      }
      if (difference < least) {
        least = difference;
        best = quality;
      }
    }
    return new JpegQuality(best, least == 0);
  }
}
