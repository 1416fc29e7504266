package org.selfsame.cli;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The name of a file in its parts.
 *
 * @param stem what stands before the last dot
 * @param extension what follows the last dot, or nothing
 */
record FileName(String stem, String extension) {
  static FileName of(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot <= 0
        ? new FileName(name, "")
        : new FileName(name.substring(0, dot), name.substring(dot + 1));
  }

  /** Returns the extension in lower case, to compare it. */
  String type() {
    return extension.toLowerCase(Locale.ROOT);
  }
}
