package org.selfsame.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Reads Windows bitmaps; those of 32 bits are opaque unless their header has an alpha mask. */
final class BmpDecoder {
  private static final int HEADER_BYTES = 26;
  private static final int PIXELS_AT = 10;
  static final int HEADER_SIZE_AT = 14;
  static final int SIZE_AT = 18;
  private static final int RESOLUTION_AT = 38;
  private static final int COLOR_SPACE_AT = 70;
  private static final int PROFILE_AT = 126;
  static final int OLD_HEADER = 12;
  private static final int SHORTEST_WITH_RESOLUTION = 40;
  private static final int LONGEST_HEADER = 124;

  /** The letters MBED. */
  private static final int EMBEDDED_PROFILE = 0x4d424544;

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
      return Samples.picture(reader.image(), old ? Metadata.NONE : metadata(header));
    }
  }

  /** Returns the resolution, and the ICC profile that the longest header can have. */
  private static Metadata metadata(ByteBuffer file) {
    int headerBytes = file.getInt(HEADER_SIZE_AT);
    if (headerBytes < SHORTEST_WITH_RESOLUTION || file.limit() < HEADER_SIZE_AT + headerBytes) {
      return Metadata.NONE;
    }
    Optional<Resolution> resolution =
        Resolution.perMeter(file.getInt(RESOLUTION_AT), file.getInt(RESOLUTION_AT + 4));
    Optional<byte[]> profile = Optional.empty();
    if (headerBytes >= LONGEST_HEADER && file.getInt(COLOR_SPACE_AT) == EMBEDDED_PROFILE) {
      long start = HEADER_SIZE_AT + Integer.toUnsignedLong(file.getInt(PROFILE_AT));
      int length = file.getInt(PROFILE_AT + 4);
      if (length > 0 && start + length <= file.limit()) {
        byte[] bytes = new byte[length];
        file.get((int) start, bytes);
        profile = Optional.of(bytes);
      }
    }
    return new Metadata(profile, Optional.empty())
        .withRemarks(Remarks.NONE.withResolution(resolution));
  }
}
