package org.selfsame.cli.option;

import org.selfsame.task.Task;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a task such as {@code denoise:25} or {@code deblock:10-40}. */
public final class TaskConverter implements ITypeConverter<Task> {
  @Override
  public Task convert(String text) {
    try {
      return Task.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
