package org.selfsame.image;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

  /** Returns a text of a file that does not tell its encoding: UTF-8, or else Latin-1. */
  static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** Returns whether the ASCII text stands anywhere from an offset on. */
  static boolean contain(byte[] bytes, int from, String ascii) {
    for (int at = from; at <= bytes.length - ascii.length(); at++) {
      if (bytes[at] == (byte) ascii.charAt(0) && startsWith(bytes, at, ascii)) {
        return true;
      }
    }
    return false;
  }

  /** Returns a range as text, one character for a byte. */
  static String ascii(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }
}
