package org.selfsame.cli.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A pixel of an image.
 *
 * @param x its column, from 0
 * @param y its row, from 0
 */
public record Pixel(int x, int y) {
  /** Parses {@code x,y}. */
  public static final class Converter implements ITypeConverter<Pixel> {
    private static final Pattern PIXEL = Pattern.compile("(\\d{1,9}),(\\d{1,9})");

    @Override
    public Pixel convert(String value) {
      Matcher matcher = PIXEL.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'%s' is not a pixel; expected column and row counted from 0, such as 120,80"
                .formatted(value));
      }
      return new Pixel(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
  }
}
