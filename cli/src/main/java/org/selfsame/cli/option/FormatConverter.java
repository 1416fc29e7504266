package org.selfsame.cli.option;

import org.selfsame.image.FileFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code --format}. */
final class FormatConverter implements ITypeConverter<FileFormat> {
  @Override
  public FileFormat convert(String value) {
    return FileFormat.ofExtension(value)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' cannot be written; expected png, jpg or tiff".formatted(value)));
  }
}
