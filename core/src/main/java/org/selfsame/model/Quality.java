package org.selfsame.model;

import java.util.Locale;

/** What a model is chosen for where several are for the same task. */
public enum Quality {
  /** A light network. */
  FAST,
  /** The full network of the paper, or the largest there is. */
  BEST;

  /**
   * Returns the quality of a name such as {@code fast}.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static Quality parse(String text) {
    for (Quality quality : values()) {
      if (quality.toString().equals(text)) {
        return quality;
      }
    }
    throw new IllegalArgumentException("quality '%s': expected fast or best".formatted(text));
  }

  /** Returns the name, as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
