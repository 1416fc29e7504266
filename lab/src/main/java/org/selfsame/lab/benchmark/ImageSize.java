package org.selfsame.lab.benchmark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Width and height of an image in pixels. */
public record ImageSize(int width, int height) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})x(\\d{1,9})");

  /** The most samples that an array can hold. */
  private static final int MOST_PIXELS = Integer.MAX_VALUE - 8;

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if a side is below 1, or there are 2^31 - 8 pixels or more
   */
  public ImageSize {
    if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
      throw wrong(width + "x" + height);
    }
  }

  /**
   * Reads a size such as {@code 640x480}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static ImageSize parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw wrong(text);
    }
    return new ImageSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "size '%s': expected WIDTHxHEIGHT in pixels, such as 640x480, with fewer than 2^31 pixels"
            .formatted(text));
  }

  /** Returns the number of pixels. */
  public long pixels() {
    return (long) width * height;
  }

  /** Returns this size with each side cut to at most a number of pixels. */
  ImageSize atMost(int side) {
    return new ImageSize(Math.min(width, side), Math.min(height, side));
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
