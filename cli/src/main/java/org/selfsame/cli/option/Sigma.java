package org.selfsame.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The noise level that was asked for.
 *
 * @param value the standard deviation of samples from 0 to 255, or null to estimate it
 */
public record Sigma(Double value) {
  /** To be estimated for each image. */
  public static final Sigma AUTO = new Sigma(null);

  /** Returns whether the level is to be estimated. */
  public boolean isAuto() {
    return value == null;
  }

  /** Parses {@code auto} and numbers. */
  public static final class Converter implements ITypeConverter<Sigma> {
    @Override
    public Sigma convert(String value) {
      if (value.equals("auto")) {
        return AUTO;
      }
      try {
        return new Sigma(Double.valueOf(value));
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "'%s' is not a noise level; expected a number such as 25, or auto".formatted(value));
      }
    }
  }
}
