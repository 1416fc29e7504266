package org.selfsame.image;

import java.io.IOException;

/** What is read of an image that was written as JPEG, without a file. */
public final class JpegRoundTrip {
  private JpegRoundTrip() {}

  /**
   * Returns what a baseline JPEG of 8 bits keeps of an image: gray as one component, RGB as YCbCr
   * with colour of half the width and height (4:2:0). The quantization tables are those of the
   * Independent JPEG Group's library.
   *
   * @param image 1 or 3 channels; samples are clipped to [0, 1] and rounded to 8 bits first
   * @param quality 1 to 100
   * @throws IllegalArgumentException if there are neither 1 nor 3 channels, or more than 65535
   *     pixels on a side
   */
  public static Image of(Image image, int quality) {
    if (image.width() > JpegEncoder.MAX_SIDE || image.height() > JpegEncoder.MAX_SIDE) {
      throw new IllegalArgumentException(
          "image of %dx%d pixels: expected at most %d a side, which is all that a JPEG can have"
              .formatted(image.width(), image.height(), JpegEncoder.MAX_SIDE));
    }
    Picture picture = Picture.of(image, SampleFormat.UINT8);
    try {
      return JpegDecoder.decode(
              JpegEncoder.compress(picture, quality, JpegEncoder.Chroma.HALF_SIZE))
          .image();
    } catch (IOException e) {
      throw new IllegalStateException("a JPEG in memory cannot be written and read", e);
    }
  }
}
