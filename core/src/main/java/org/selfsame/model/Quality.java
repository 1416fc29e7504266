package org.selfsame.model;

import java.util.Locale;

/** The reason to choose one of several models for the same task. */
public enum Quality {
  /** A light network. */
  FAST,
  /** The paper's full network, or the largest available. */
  BEST;

  /**
   * Returns the quality with a name such as {@code fast}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Quality parse(String text) {
    for (Quality quality : values()) {
      if (quality.toString().equals(text)) {
        return quality;
      }
    }
    throw new IllegalArgumentException("quality '%s': expected fast or best".formatted(text));
  }

  /** Returns the name used on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
