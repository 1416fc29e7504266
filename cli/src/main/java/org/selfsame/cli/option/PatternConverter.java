package org.selfsame.cli.option;

import java.util.Locale;
import org.selfsame.degradation.BayerMosaic;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the patterns of a Bayer mosaic. */
public final class PatternConverter implements ITypeConverter<BayerMosaic.Pattern> {
  @Override
  public BayerMosaic.Pattern convert(String value) {
    for (BayerMosaic.Pattern pattern : BayerMosaic.Pattern.values()) {
      if (nameOf(pattern).equals(value.toLowerCase(Locale.ROOT))) {
        return pattern;
      }
    }
    throw new TypeConversionException(
        "'%s' is not a mosaic; expected rggb, bggr, grbg or gbrg".formatted(value));
  }

  public static String nameOf(BayerMosaic.Pattern pattern) {
    return pattern.name().toLowerCase(Locale.ROOT);
  }
}
