package org.selfsame.degradation;

import org.selfsame.image.Image;

/**
 * Known damage to an image, and repeatable: the same degradation, image and name give the same
 * result on every machine.
 */
public sealed interface Degradation
    permits GaussianNoise, CameraNoise, BicubicDownscale, JpegCompression, AnyJpeg, BayerMosaic {
  /**
   * Returns a degraded copy of an image.
   *
   * @param clean the image, with samples in [0, 1]
   * @param imageName the name of its file without folders, which seeds this image's randomness;
   *     degradations without randomness ignore it
   * @throws IllegalArgumentException if the image's size or channels do not fit
   */
  Image degrade(Image clean, String imageName);

  /** Returns the level as it is written, such as {@code 25}. */
  String level();

  /**
   * Returns what a restored image is compared with: the clean image, unless the degradation leaves
   * out a part of it or changes more than is to be undone.
   *
   * @param clean as {@link #degrade} takes it
   * @param imageName as {@link #degrade} takes it
   * @throws IllegalArgumentException if the image's size or channels are not what is degraded
   */
  default Image reference(Image clean, String imageName) {
    return clean;
  }

  /** Tells whether images stay as they are, so that any change would be for the worse. */
  default boolean isNone() {
    return false;
  }

  /** Returns a word for the variant of it that figures are published of; empty if there is one. */
  default String variant() {
    return "";
  }

  /** Describes the degradation in words, with everything needed to repeat it. */
  String description();
}
