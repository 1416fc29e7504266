package org.selfsame.quality;

import org.selfsame.image.Image;

/** Samples as a file of 8 bits keeps them, on which the field's figures are defined. */
final class EightBit {
  private EightBit() {}

  /** Returns 255 times a sample, clipped to [0, 255] and rounded, halves to the even neighbour. */
  static double value(float sample) {
    return Math.rint(Math.max(0, Math.min(255, 255.0 * sample)));
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
