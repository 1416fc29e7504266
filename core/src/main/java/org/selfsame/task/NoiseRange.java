package org.selfsame.task;

/**
 * The noise levels that a network was trained on and can be told.
 *
 * @param lowest the lowest standard deviation, for samples 0 to 255
 * @param highest the highest; the same if it was trained on one level
 */
public record NoiseRange(double lowest, double highest) {
  boolean contains(double sigma) {
    return sigma >= lowest && sigma <= highest;
  }

  /** Returns the nearest level in this range. */
  public double nearest(double sigma) {
    return Math.max(lowest, Math.min(highest, sigma));
  }
}
