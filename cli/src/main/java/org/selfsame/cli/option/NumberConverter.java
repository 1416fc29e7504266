package org.selfsame.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Understands numbers, and says of what is none that it is none. */
public final class NumberConverter implements ITypeConverter<Double> {
  @Override
  public Double convert(String value) {
    try {
      return Double.valueOf(value);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not a number".formatted(value));
    }
  }
}
