package org.selfsame.quality;

import org.selfsame.image.Image;
import org.selfsame.image.SampleFormat;

/** Samples as an 8-bit file keeps them, which the field's figures are defined on. */
final class EightBit {
  private EightBit() {}

  /**
   * Returns 255 times a sample, clipped to [0, 255] and rounded, halves to the even neighbor. NaN
   * stays, so that a figure shows it.
   */
  static double value(double sample) {
    return Double.isNaN(sample) ? Double.NaN : SampleFormat.UINT8.quantize((float) sample);
  }

  /**
   * Checks that two images can be compared.
   *
   * @throws IllegalArgumentException if their sizes or channels differ
   */
  static void requireSameSize(Image image, Image reference) {
    if (image.width() != reference.width()
        || image.height() != reference.height()
        || image.channels() != reference.channels()) {
      throw new IllegalArgumentException(
          "%s is compared with %s: expected the same size and channels"
              .formatted(image, reference));
    }
  }
}
