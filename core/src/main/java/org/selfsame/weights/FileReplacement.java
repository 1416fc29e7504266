package org.selfsame.weights;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file so that it is the old one or the whole new one at every moment. */
final class FileReplacement {
  private FileReplacement() {}

  /** Writes what the file shall hold. */
  @FunctionalInterface
  interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  static void write(Path path, Content content) throws IOException {
    Path target = path.toAbsolutePath();
    if (Files.isDirectory(target)) {
      throw new WeightFileException(
          "cannot write " + path + ": it is a folder; give the name of a file");
    }
    if (!Files.isDirectory(target.getParent())) {
      throw new WeightFileException(
          "cannot write %s: there is no folder %s; make it first"
              .formatted(path, target.getParent()));
    }
    // Not Files.createTempFile: its files are closed to everyone but their owner.
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (ClosedByInterruptException e) {
      throw e; // not the file's fault
    } catch (AccessDeniedException e) {
      throw new WeightFileException(
          "cannot write %s: no permission to write in the folder %s"
              .formatted(path, target.getParent()),
          e);
    } catch (IOException e) {
      throw new WeightFileException("cannot write " + path + ": " + reason(e), e);
    } finally {
      Files.deleteIfExists(temporary);
    }
    forceFolder(target.getParent());
  }

  /** The system's words, without the name of the temporary file. */
  private static String reason(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.getMessage();
  }

  /** Makes the new name durable, where the system can open a folder (Windows cannot). */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file itself is whole and on the disk; the rename follows when the system writes it.
    }
  }
}
