package org.selfsame.task;

/** How a model for gray images restores red, green and blue. */
public enum ColorMode {
  /** Each of the three, as a gray image. */
  CHANNELS,
  /**
   * The mean of the three, and two color differences, each with its own noise level. A model that
   * is not told the noise level, or not trained on these levels, uses {@link #CHANNELS} instead.
   */
  OPPONENT
}
