package org.selfsame.cli.print;

import java.util.Locale;
import org.selfsame.job.LevelText;

/** Numbers as people write them. */
public final class NumberText {
  private NumberText() {}

  /** Returns a noise level with at most two decimals. */
  public static String level(double sigma) {
    return LevelText.of(sigma);
  }

  /** Returns a whole number with its thousands separated. */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a time in hours and minutes, in minutes, or in seconds. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    long minutes = Math.round(seconds / 60);
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
