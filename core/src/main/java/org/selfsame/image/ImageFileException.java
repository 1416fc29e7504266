package org.selfsame.image;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An image file could not be read or written. The message is for a person: it names the file, what
 * was found, what was expected and what to do, in one or two lines.
 */
public final class ImageFileException extends IOException {
  private static final long serialVersionUID = 1;

  ImageFileException(Path file, String problem) {
    this(file, problem, null);
  }

  ImageFileException(Path file, String problem, @Nullable Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
