package org.selfsame.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses numbers, with a clearer message than picocli's. */
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
