package org.selfsame.image;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The quality that a JPEG file was compressed with, on the Independent JPEG Group's scale, read
 * from its quantization table for luma.
 *
 * @param value 1 to 100
 * @param exact whether the table is exactly this quality's; for encoders with tables of their own
 *     the quality is the nearest one
 */
public record JpegQuality(int value, boolean exact) {
  /** The tables for luma of all qualities, from 1. */
  private static final List<int[]> STANDARD =
      IntStream.rangeClosed(1, 100)
          .mapToObj(quality -> JpegTables.of(quality).luminance().getTable())
          .toList();

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
