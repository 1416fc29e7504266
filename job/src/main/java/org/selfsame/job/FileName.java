package org.selfsame.job;

import java.nio.file.Path;

/**
 * A file name, split at its last dot.
 *
 * @param stem the part before the last dot
 * @param extension the part after the last dot; empty if there is none
 */
public record FileName(String stem, String extension) {
  /** Splits the last name of a path. */
  public static FileName of(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? new FileName(name, "")
        : new FileName(name.substring(0, dot), name.substring(dot + 1));
  }
}
