package org.selfsame.image;

import java.io.IOException;
import org.selfsame.image.WriteOptions.JpegChroma;

/** Writes an image as JPEG and reads it back, in memory. */
public final class JpegRoundTrip {
  private JpegRoundTrip() {}

  /**
   * Returns what a baseline JPEG of 8 bits keeps of an image: gray as one component, RGB as YCbCr.
   *
   * @param image 1 or 3 channels; samples are clipped to [0, 1] and rounded to 8 bits first
   * @param quality 1 to 100, on the scale of the Independent JPEG Group
   * @param chroma of an RGB image
   * @throws IllegalArgumentException if there are neither 1 nor 3 channels, or more than 65535
   *     pixels on a side
   */
  public static Image of(Image image, int quality, JpegChroma chroma) {
    if (image.width() > JpegEncoder.MAX_SIDE || image.height() > JpegEncoder.MAX_SIDE) {
      throw new IllegalArgumentException(
          "image of %dx%d pixels: expected at most %d a side, which is all that a JPEG can have"
              .formatted(image.width(), image.height(), JpegEncoder.MAX_SIDE));
    }
    Picture picture = Picture.of(image, SampleFormat.UINT8);
    try {
      return JpegDecoder.decode(JpegEncoder.compress(picture, quality, chroma)).image();
    } catch (IOException e) {
      throw new IllegalStateException("a JPEG in memory cannot be written and read", e);
    }
  }
}
