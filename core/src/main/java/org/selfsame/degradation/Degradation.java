package org.selfsame.degradation;

import org.selfsame.image.Image;

/**
 * A known damage to images. It is repeatable: the same degradation, image and name give the same
 * result on every machine.
 */
public sealed interface Degradation
    permits GaussianNoise, CameraNoise, BicubicDownscale, JpegCompression, BayerMosaic {
  /**
   * Returns a degraded copy of an image.
   *
   * @param clean the image, with samples in [0, 1]
   * @param imageName the name of its file without folders, which chooses the randomness of this
   *     image; degradations without randomness ignore it
   * @throws IllegalArgumentException if the image's size or channels are not what is degraded
   */
  Image degrade(Image clean, String imageName);

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

  /** Returns what is done, in words, with all that is needed to repeat it. */
  String description();
}
