package org.selfsame.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Writes a file beside its place and moves it there: a failure leaves what was there before. */
final class FileReplacement {
  /** Writes a file's content. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private FileReplacement() {}

  /**
   * Writes a file, or replaces it; a symbolic link stays, and its target is replaced.
   *
   * @throws ImageFileException if the folder is missing or may not be written to, the disk is full,
   *     or the content fails
   */
  static void write(Path file, Content content) throws ImageFileException {
    if (Files.isDirectory(file)) {
      throw new ImageFileException(file, "it is a folder, expected a file name to write to.");
    }
    Path temporary = null;
    try {
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
      Path folder = target.getParent();
      if (!Files.isDirectory(folder)) {
        throw new ImageFileException(
            file, "cannot be written: there is no folder " + folder + ". Make it first.");
      }
      temporary = folder.resolve(temporaryName());
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(
                  temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
        content.writeTo(out);
      }
      move(temporary, target);
      temporary = null;
    } catch (ImageFileException e) {
      throw e;
    } catch (IOException e) {
      throw new ImageFileException(file, explain(e), e);
    } finally {
      if (temporary != null) {
        delete(temporary);
      }
    }
  }

  /** Names no other file: the target's own name with an ending may be too long. */
  private static String temporaryName() {
    return ".selfsame-"
        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
        + ".tmp";
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The failure that led here is the one to report.
    }
  }

  private static String explain(IOException e) {
    if (e instanceof MalformedImageException) {
      return "cannot be written: " + e.getMessage();
    }
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    String lower = reason.toLowerCase(Locale.ROOT);
    if (e instanceof AccessDeniedException || lower.contains("read-only file system")) {
      return "cannot be written: its folder may not be written to. Choose another folder, or"
          + " change the permission.";
    }
    if (lower.contains("no space left")
        || lower.contains("quota exceeded")
        || lower.contains("not enough space")) {
      return "cannot be written: the disk is full (" + reason + "). Make room, or choose another.";
    }
    return "cannot be written: " + reason + ".";
  }
}
