package org.selfsame.cli.option;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.selfsame.image.Area;

/**
 * A part of a picture, as ImageMagick's geometry tells it: {@code 400x300+80+60} is 400 pixels
 * wide, 300 high, 80 from the left and 60 from the top; {@code 400x300} is in the middle.
 *
 * @param offset columns and rows before it; empty for the middle
 */
public record Crop(int width, int height, Optional<Pixel> offset) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9})x(\\d{1,9})(?:\\+(\\d{1,9})\\+(\\d{1,9}))?");

  /** Reads it; empty if the text is none. */
  static Optional<Crop> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int width = Integer.parseInt(form.group(1));
    int height = Integer.parseInt(form.group(2));
    if (width == 0 || height == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Crop(
            width,
            height,
            form.group(3) == null
                ? Optional.empty()
                : Optional.of(
                    new Pixel(Integer.parseInt(form.group(3)), Integer.parseInt(form.group(4))))));
  }

  /** Returns what of it lies in a picture; empty if nothing does. */
  public Optional<Area> in(int pictureWidth, int pictureHeight) {
    int left = offset.map(Pixel::x).orElse(Math.max(0, (pictureWidth - width) / 2));
    int top = offset.map(Pixel::y).orElse(Math.max(0, (pictureHeight - height) / 2));
    if (left >= pictureWidth || top >= pictureHeight) {
      return Optional.empty();
    }
    return Optional.of(
        new Area(
            left,
            top,
            Math.min(width, pictureWidth - left),
            Math.min(height, pictureHeight - top)));
  }
}
