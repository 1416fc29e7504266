package org.selfsame.job;

import java.nio.file.Path;

/**
 * The name of a file in its parts.
 *
 * @param stem what stands before the last dot
 * @param extension what follows the last dot, or nothing
 */
public record FileName(String stem, String extension) {
  /** Returns the parts of the last name of a path. */
  public static FileName of(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? new FileName(name, "")
        : new FileName(name.substring(0, dot), name.substring(dot + 1));
  }
}
