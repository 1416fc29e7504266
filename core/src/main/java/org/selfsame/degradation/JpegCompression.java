package org.selfsame.degradation;

import org.selfsame.image.FileFormat;
import org.selfsame.image.Image;
import org.selfsame.image.JpegRoundTrip;
import org.selfsame.image.WriteOptions;
import org.selfsame.image.WriteOptions.JpegChroma;

/**
 * Compression to a baseline JPEG of 8 bits, with the standard's example quantization tables (ITU
 * T.81, annex K) scaled by quality as the Independent JPEG Group's library and MATLAB's {@code
 * imwrite} do.
 *
 * <p>A gray image is stored as one component, as luma is for the published JPEG figures. A color
 * image is stored as YCbCr with color of half the width and height (4:2:0).
 *
 * @param quality from 1 to 100
 */
public record JpegCompression(int quality) implements Degradation {
  /**
   * @throws IllegalArgumentException if the quality is outside 1 to 100
   */
  public JpegCompression {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException(
          "JPEG quality is %d: expected a whole number from 1 to 100".formatted(quality));
    }
  }

  /**
   * @throws IllegalArgumentException if the image has neither 1 nor 3 channels, or more than 65535
   *     pixels on a side
   */
  @Override
  public Image degrade(Image clean, String imageName) {
    return JpegRoundTrip.of(clean, quality, JpegChroma.HALF_SIZE);
  }

  /** Returns how to write a clean image to a file that the degraded image is then read from. */
  public WriteOptions writeOptions() {
    return WriteOptions.of(FileFormat.JPEG)
        .withJpegQuality(quality)
        .withJpegChroma(JpegChroma.HALF_SIZE);
  }

  @Override
  public String level() {
    return Integer.toString(quality);
  }

  @Override
  public String description() {
    return "JPEG of quality %d (IJG scale, standard tables; color as 4:2:0)".formatted(quality);
  }
}
