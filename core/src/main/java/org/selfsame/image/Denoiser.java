package org.selfsame.image;

/** Anything that removes noise of a level it is told: a classic method, or a model's restorer. */
@FunctionalInterface
public interface Denoiser {
  /**
   * Returns a restoration that removes Gaussian noise of a level; at level 0 it changes nothing.
   *
   * @param sigma standard deviation of the noise, of samples 0 to 255; a level above the noise's
   *     smooths more
   * @throws IllegalArgumentException if it cannot remove noise of this level
   */
  Restoration denoiser(double sigma);

  /**
   * Removes Gaussian noise.
   *
   * @param noisy the image, noise included
   * @param sigma as {@link #denoiser} takes it
   * @return the image without noise, of the same size and channels
   * @throws IllegalArgumentException if it cannot remove noise of this level or from such an image,
   *     or if a sample is NaN or infinite
   */
  default Image denoise(Image noisy, double sigma) {
    return denoiser(sigma).restore(noisy);
  }
}
