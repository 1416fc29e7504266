package org.selfsame.job;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of a batch.
 *
 * @param input the file to read
 * @param output the file to write; null if unknown, because the input was not found
 */
public record BatchFile(Path input, Path output) {
  /** Returns whether two paths name the same file or folder, which need not exist. */
  public static boolean isSame(Path one, Path other) {
    return identityOf(one).equals(identityOf(other));
  }

  /** Returns one path for a file, whatever links lead to it. */
  static Path identityOf(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      Path absolute = file.toAbsolutePath().normalize();
      Path parent = absolute.getParent();
      return parent == null ? absolute : identityOf(parent).resolve(absolute.getFileName());
    }
  }
}
