package org.selfsame.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The noise level that was asked for.
 *
 * @param value the standard deviation of samples from 0 to 255, or null to estimate it
 */
record Sigma(Double value) {
  /** Estimated for each image. */
  static final Sigma AUTO = new Sigma(null);

  boolean isAuto() {
    return value == null;
  }

  /** Returns a level as a person writes it, in at most two decimals. */
  static String format(double sigma) {
    if (!Double.isFinite(sigma)) {
      return Double.toString(sigma);
    }
    return BigDecimal.valueOf(sigma)
        .setScale(2, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** Understands {@code auto} and numbers. */
  static final class Converter implements ITypeConverter<Sigma> {
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
