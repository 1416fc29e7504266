package org.selfsame.image;

/** Refuses an image by the size in its header, before memory is taken for its pixels. */
final class DecodedSize {
  private static final long MAX_PIXELS = Integer.MAX_VALUE - 8;
  private static final double GIGABYTE = 1e9;

  private DecodedSize() {}

  /**
   * Checks that an image can be held.
   *
   * @param bytesPerPixel what decoding takes, all of its copies together
   * @throws MalformedImageException if a side is below 1, or the image is too big for an array or
   *     for the memory that Java may use
   */
  static void check(long width, long height, long bytesPerPixel) throws MalformedImageException {
    if (width < 1 || height < 1) {
      throw MalformedImageException.damaged(
          "its header says " + width + "x" + height + " pixels, expected at least 1x1");
    }
    // Sides are below 2^32 in every format; their product may still pass 2^63.
    double pixels = (double) width * height;
    double needed = pixels * bytesPerPixel;
    long available = Runtime.getRuntime().maxMemory();
    if (pixels > MAX_PIXELS || needed > available) {
      throw new MalformedImageException(
          ("the image is too large: %dx%d pixels would take %.1f GB, and Java may use %.1f GB."
                  + " Cut it into parts%s.")
              .formatted(
                  width,
                  height,
                  needed / GIGABYTE,
                  available / GIGABYTE,
                  pixels > MAX_PIXELS ? "" : ", or give Java more memory (-Xmx)"));
    }
  }
}
