package org.selfsame.image;

/** Noise levels: the standard deviation of Gaussian noise, of samples 0 to 255. */
public final class Sigma {
  private Sigma() {}

  /**
   * Checks a noise level.
   *
   * @return it
   * @throws IllegalArgumentException unless {@code 0 <= sigma <= 255}
   */
  public static double require(double sigma) {
    if (!(sigma >= 0 && sigma <= 255)) {
      throw new IllegalArgumentException(
          "sigma is %s: expected a number from 0 to 255".formatted(sigma));
    }
    return sigma;
  }
}
