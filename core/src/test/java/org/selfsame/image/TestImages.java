package org.selfsame.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;

/** Images and metadata that tests make for themselves. */
final class TestImages {
  private TestImages() {}

  /** Random samples that a format holds exactly; floats also lie outside of [0, 1]. */
  static Image random(int width, int height, int channels, SampleFormat format, long seed) {
    Random random = new Random(seed);
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      float[] plane = image.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] =
            switch (format) {
              case UINT8 -> random.nextInt(256) / 255f;
              case UINT16 -> random.nextInt(65536) / 65535f;
              case FLOAT32 -> (float) random.nextGaussian();
            };
      }
    }
    return image;
  }

  /** A smooth picture, which JPEG keeps well. */
  static Image smooth(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          image.plane(c)[y * width + x] =
              (float) (0.5 + 0.4 * Math.sin(0.11 * x + c) * Math.cos(0.07 * y - c));
        }
      }
    }
    return image;
  }

  static Picture random(
      int width, int height, int channels, boolean alpha, SampleFormat format, long seed) {
    return new Picture(
        random(width, height, channels, format, seed),
        alpha ? Optional.of(random(width, height, 1, format, seed + 1)) : Optional.empty(),
        format,
        Metadata.NONE);
  }

  /** An ICC profile by its header; what follows is not looked at by what only carries it. */
  static byte[] profile(String colorSpace, int length) {
    byte[] profile = new byte[length];
    new Random(length).nextBytes(profile);
    ByteBuffer.wrap(profile)
        .putInt(0, length)
        .put(12, "mntr".getBytes(StandardCharsets.US_ASCII))
        .put(16, colorSpace.getBytes(StandardCharsets.US_ASCII))
        .put(36, "acsp".getBytes(StandardCharsets.US_ASCII));
    return profile;
  }

  /** An EXIF block: orientation 6, a maker's name, and a directory with an exposure time. */
  static byte[] exif(ByteOrder order) {
    byte[] maker = "Lens & Light\0".getBytes(StandardCharsets.US_ASCII);
    int makerAt = 8 + 2 + 3 * 12 + 4;
    int exifAt = makerAt + maker.length + 1;
    int rationalAt = exifAt + 2 + 12 + 4;
    ByteBuffer out = ByteBuffer.allocate(rationalAt + 8).order(order);
    out.put(
        order == ByteOrder.BIG_ENDIAN
            ? "MM".getBytes(StandardCharsets.US_ASCII)
            : new byte[] {'I', 'I'});
    out.putShort((short) 42).putInt(8).putShort((short) 3);
    field(out, 271, 2, maker.length).putInt(makerAt);
    field(out, 274, 3, 1).putShort((short) 6).putShort((short) 0);
    field(out, 34665, 4, 1).putInt(exifAt);
    out.putInt(0).put(maker).put((byte) 0);
    out.putShort((short) 1);
    field(out, 33434, 5, 1).putInt(rationalAt);
    out.putInt(0).putInt(1).putInt(250);
    return out.array();
  }

  private static ByteBuffer field(ByteBuffer out, int tag, int type, int count) {
    return out.putShort((short) tag).putShort((short) type).putInt(count);
  }
}
