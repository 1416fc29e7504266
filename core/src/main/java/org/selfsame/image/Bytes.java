package org.selfsame.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bounds-checked reads from a byte array. */
final class Bytes {
  private Bytes() {}

  /** Returns whether the ASCII text stands at an offset. */
  static boolean startsWith(byte[] bytes, int offset, String ascii) {
    byte[] wanted = ascii.getBytes(StandardCharsets.ISO_8859_1);
    return offset >= 0
        && bytes.length - offset >= wanted.length
        && Arrays.equals(bytes, offset, offset + wanted.length, wanted, 0, wanted.length);
  }

  /** Returns a range as text, one character for a byte. */
  static String ascii(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }
}
