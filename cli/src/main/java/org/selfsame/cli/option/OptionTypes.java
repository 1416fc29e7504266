package org.selfsame.cli.option;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.selfsame.Development.Balance;
import org.selfsame.Development.Tone;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.SensorResponse;
import org.selfsame.image.FileFormat;
import org.selfsame.task.Task;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options, with clearer messages than picocli's. */
public final class OptionTypes {
  private static final Pattern PIXEL = Pattern.compile("(\\d{1,9}),(\\d{1,9})");

  private OptionTypes() {}

  /** Has a command line and its commands read options of these types so. */
  public static CommandLine register(CommandLine line) {
    return line.registerConverter(double.class, OptionTypes::number)
        .registerConverter(Double.class, OptionTypes::number)
        .registerConverter(Sigma.class, OptionTypes::sigma)
        .registerConverter(Crop.class, OptionTypes::crop)
        .registerConverter(TargetSize.class, OptionTypes::size)
        .registerConverter(Pixel.class, OptionTypes::pixel)
        .registerConverter(BayerMosaic.Pattern.class, OptionTypes::pattern)
        .registerConverter(AutoPattern.class, OptionTypes::autoPattern)
        .registerConverter(Balance.class, OptionTypes::balance)
        .registerConverter(Tone.class, OptionTypes::tone)
        .registerConverter(FileFormat.class, OptionTypes::format)
        .registerConverter(Task.class, OptionTypes::task);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not a number".formatted(text));
    }
  }

  private static Sigma sigma(String text) {
    try {
      return text.equals("auto") ? Sigma.AUTO : new Sigma(Double.valueOf(text));
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'%s' is not a noise level; expected a number such as 25, or auto".formatted(text));
    }
  }

  private static Pixel pixel(String text) {
    Matcher matcher = PIXEL.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is not a pixel; expected column and row counted from 0, such as 120,80"
              .formatted(text));
    }
    return new Pixel(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  private static Crop crop(String text) {
    return Crop.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is not a part of an image; expected width, height, and the pixels before it, such as 400x300+80+60, or 400x300 for the middle"
                        .formatted(text)));
  }

  private static TargetSize size(String text) {
    return TargetSize.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is not a size; expected a width such as 4000x, a height such as x3000, or both, such as 4000x3000"
                        .formatted(text)));
  }

  private static BayerMosaic.Pattern pattern(String text) {
    return Stream.of(BayerMosaic.Pattern.values())
        .filter(pattern -> pattern.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is not a mosaic; expected rggb, bggr, grbg or gbrg".formatted(text)));
  }

  private static AutoPattern autoPattern(String text) {
    return new AutoPattern(text.equals("auto") ? Optional.empty() : Optional.of(pattern(text)));
  }

  private static Balance balance(String text) {
    if (text.equals("auto")) {
      return Balance.AUTO;
    }
    if (text.equals("none")) {
      return new Balance(Optional.of(SensorResponse.UNBALANCED));
    }
    try {
      List<Double> factors = Stream.of(text.split(",", -1)).map(Double::valueOf).toList();
      if (factors.size() == 3 && factors.stream().allMatch(f -> f > 0 && Double.isFinite(f))) {
        return new Balance(Optional.of(factors));
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException(
        "'%s' is not a white balance; expected auto, none, or factors of red, green and blue such as 2,1,1.5"
            .formatted(text));
  }

  private static Tone tone(String text) {
    return Stream.of(Tone.values())
        .filter(tone -> tone.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("'%s': expected linear or srgb".formatted(text)));
  }

  private static FileFormat format(String text) {
    return FileFormat.ofExtension(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' cannot be written; expected png, jpg or tiff".formatted(text)));
  }

  private static Task task(String text) {
    try {
      return Task.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
