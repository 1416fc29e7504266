package org.selfsame.task;

/** The channels of an image that a task restores. */
public enum Channels {
  /** All of them: one of gray images, three of color. */
  GRAY_OR_COLOR("1 (gray) or 3 (color)"),
  /** Red, green and blue. */
  COLOR("3 (red, green and blue)"),
  /** Luma (BT.601) only; in MATLAB's studio range for training and measuring. */
  LUMA("1 (luma)");

  private final String words;

  Channels(String words) {
    this.words = words;
  }

  boolean suit(int imageChannels) {
    return (imageChannels == 1 && this != COLOR) || (imageChannels == 3 && this != LUMA);
  }

  String words() {
    return words;
  }
}
