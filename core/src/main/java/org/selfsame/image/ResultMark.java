package org.selfsame.image;

import java.nio.charset.StandardCharsets;

/**
 * Eight letters at the beginning of each file that is written, outside its metadata: by them a
 * result is told from a picture that merely has its name. Editors that save the picture drop them.
 */
final class ResultMark {
  private static final String LETTERS = "Selfsame";

  /** All encoders put it among these. */
  static final int WITHIN = 64;

  private ResultMark() {}

  static byte[] bytes() {
    return LETTERS.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns whether the first bytes of a file have the mark. */
  static boolean isIn(byte[] start) {
    return Bytes.ascii(start, 0, Math.min(start.length, WITHIN)).contains(LETTERS);
  }
}
