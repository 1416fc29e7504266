package org.selfsame.cli.option;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size that pictures are enlarged to, in proportion: {@code 4000x} wide, {@code x3000} high, or
 * as large as fits into {@code 4000x3000}.
 */
public record TargetSize(OptionalInt width, OptionalInt height) {
  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})?x([1-9]\\d{0,8})?");

  /** Reads it; empty if the text is none. */
  static Optional<TargetSize> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || text.equals("x")) {
      return Optional.empty();
    }
    return Optional.of(new TargetSize(number(form.group(1)), number(form.group(2))));
  }

  private static OptionalInt number(String digits) {
    return digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
  }

  /** Returns how many times as wide and high a picture becomes. */
  public double scaleOf(int pictureWidth, int pictureHeight) {
    double across = width.isPresent() ? (double) width.getAsInt() / pictureWidth : Double.MAX_VALUE;
    double down =
        height.isPresent() ? (double) height.getAsInt() / pictureHeight : Double.MAX_VALUE;
    return Math.min(across, down);
  }

  @Override
  public String toString() {
    return text(width) + "x" + text(height);
  }

  private static String text(OptionalInt number) {
    return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
  }
}
