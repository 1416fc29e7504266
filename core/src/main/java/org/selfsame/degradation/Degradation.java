package org.selfsame.degradation;

import org.selfsame.image.Image;

/**
 * Known damage to an image, and repeatable: the same degradation, image and name give the same
 * result on every machine.
 */
public sealed interface Degradation
    permits GaussianNoise, BicubicDownscale, JpegCompression, BayerMosaic {
  /**
   * Returns a degraded copy of an image.
   *
   * @param clean the image, with samples in [0, 1]
   * @param imageName the name of its file without folders, which seeds this image's randomness;
   *     degradations without randomness ignore it
   * @throws IllegalArgumentException if the image's size or channels do not fit
   */
  Image degrade(Image clean, String imageName);

  /** Returns what is done, in words, with everything needed to repeat it. */
  String description();
}
