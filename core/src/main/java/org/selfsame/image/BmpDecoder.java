package org.selfsame.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads Windows bitmaps; those of 32 bits are opaque unless their header has an alpha mask. */
final class BmpDecoder {
  private static final int HEADER_BYTES = 26;
  private static final int PIXELS_AT = 10;
  static final int HEADER_SIZE_AT = 14;
  static final int SIZE_AT = 18;
  static final int OLD_HEADER = 12;

  /** Four bytes, and their floats. */
  private static final int BYTES_PER_PIXEL = 20;

  private BmpDecoder() {}

  static Picture decode(byte[] file) throws IOException {
    if (file.length < HEADER_BYTES) {
      throw MalformedImageException.cutOff("inside its header");
    }
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (Integer.toUnsignedLong(header.getInt(PIXELS_AT)) >= file.length) {
      throw MalformedImageException.cutOff("before its pixels");
    }
    boolean old = header.getInt(HEADER_SIZE_AT) == OLD_HEADER;
    long width = old ? header.getShort(SIZE_AT) & 0xffff : header.getInt(SIZE_AT);
    long height = old ? header.getShort(SIZE_AT + 2) & 0xffff : header.getInt(SIZE_AT + 4);
    DecodedSize.check(width, Math.abs(height), BYTES_PER_PIXEL); // a negative height: top row first
    try (RasterReader reader = RasterReader.of("bmp", file)) {
      return Samples.picture(reader.image(), Metadata.NONE);
    }
  }
}
