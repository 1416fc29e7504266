package org.selfsame.cli;

import java.nio.file.Path;

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
    return dot < 0
        ? new FileName(name, "")
        : new FileName(name.substring(0, dot), name.substring(dot + 1));
  }
}
