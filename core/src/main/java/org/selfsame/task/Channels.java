package org.selfsame.task;

/** Which channels of an image a task restores. */
public enum Channels {
  /** Those that there are: one of gray images, three of color. */
  GRAY_OR_COLOR("1 (gray) or 3 (color)"),
  /** Red, green and blue. */
  COLOR("3 (red, green and blue)"),
  /** Luma (BT.601) alone; of MATLAB's studio range where it is trained on and measured. */
  LUMA("1, as luma is restored");

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
