package org.selfsame.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a still WebP image, lossy or lossless (RFC 9649); its samples are always 8-bit RGB. A lossy
 * image's color has half the resolution and is repeated, not interpolated.
 */
final class WebpDecoder {
  private static final int FIRST_CHUNK = 12;
  private static final int EXTENDED_FLAGS = 20;
  private static final int PROFILE_FLAG = 0x20;
  private static final int ANIMATION_FLAG = 0x02;

  /** Four bytes, and their floats. */
  private static final int BYTES_PER_PIXEL = 20;

  private WebpDecoder() {}

  static Picture decode(byte[] file) throws IOException {
    Metadata metadata = readMetadata(file);
    byte[] bareImage = file;
    if (Bytes.startsWith(file, FIRST_CHUNK, "VP8X") && file.length > EXTENDED_FLAGS) {
      if ((file[EXTENDED_FLAGS] & ANIMATION_FLAG) != 0) {
        throw MalformedImageException.animation();
      }
      // Without its flag the profile is not applied to the samples.
      bareImage = file.clone();
      bareImage[EXTENDED_FLAGS] &= (byte) ~PROFILE_FLAG;
    }
    try (RasterReader reader = RasterReader.of(WebPImageReaderSpi.class, bareImage)) {
      reader.checkSize(BYTES_PER_PIXEL);
      return Samples.picture(reader.image(), metadata);
    }
  }

  /** Walks over the chunks, which must all be there. */
  private static Metadata readMetadata(byte[] file) throws MalformedImageException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long end = 8 + Integer.toUnsignedLong(in.getInt(4));
    if (end > file.length) {
      throw MalformedImageException.cutOff("after %d of %d bytes".formatted(file.length, end));
    }
    Metadata metadata = Metadata.NONE;
    long at = FIRST_CHUNK;
    while (at + 8 <= end) {
      int content = (int) at + 8;
      long length = Integer.toUnsignedLong(in.getInt((int) at + 4));
      if (content + length > end) {
        throw MalformedImageException.cutOff("inside a chunk");
      }
      if (Bytes.startsWith(file, (int) at, "ICCP")) {
        byte[] profile = Arrays.copyOfRange(file, content, content + (int) length);
        metadata =
            new Metadata(Optional.of(profile), metadata.exif()).withRemarks(metadata.remarks());
      } else if (Bytes.startsWith(file, (int) at, "EXIF")) {
        // Some writers put the header of a JPEG's segment before the block.
        String header = JpegSegments.EXIF_HEADER;
        int start = content + (Bytes.startsWith(file, content, header) ? header.length() : 0);
        byte[] exif = Arrays.copyOfRange(file, start, content + (int) length);
        metadata = metadata.withExif(Optional.of(exif));
      } else if (Bytes.startsWith(file, (int) at, "XMP ")) {
        byte[] xmp = Arrays.copyOfRange(file, content, content + (int) length);
        metadata = metadata.withRemarks(Remarks.NONE.withXmp(Optional.of(xmp)));
      }
      at = content + length + length % 2;
    }
    return metadata;
  }
}
