package org.selfsame.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The formats that images are written in. */
enum OutputFormat {
  PNG("png"),
  JPG("jpe?g"),
  TIFF("tiff?");

  private final String extensions;

  OutputFormat(String extensions) {
    this.extensions = extensions;
  }

  /** Returns the format of files with an extension, given in lower case. */
  static Optional<OutputFormat> ofExtension(String extension) {
    return Arrays.stream(values())
        .filter(format -> extension.matches(format.extensions))
        .findFirst();
  }

  /** Returns the name that {@code --format} takes, which is also an extension. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Understands the values of {@code --format}. */
  static final class Converter implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String value) {
      return ofExtension(value.toLowerCase(Locale.ROOT))
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is not written; expected png, jpg or tiff".formatted(value)));
    }
  }
}
