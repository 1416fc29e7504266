package org.selfsame.cli.option;

/**
 * The noise level that was asked for.
 *
 * @param value the standard deviation of samples from 0 to 255, or null to estimate it
 */
public record Sigma(Double value) {
  /** To be estimated for each image. */
  public static final Sigma AUTO = new Sigma(null);

  /** Returns whether the level is to be estimated. */
  public boolean isAuto() {
    return value == null;
  }
}
