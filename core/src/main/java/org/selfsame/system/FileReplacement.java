package org.selfsame.system;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Writes a temporary file beside the target, forces it to the disk and renames it: at every moment
 * the target is the old file or the whole new one, and a failure leaves nothing behind.
 *
 * <p>A JVM that is told to exit (Ctrl-C, SIGTERM) waits up to 10 seconds for files that are being
 * written.
 */
public final class FileReplacement {
  private static final String PREFIX = ".selfsame-";
  private static final String SUFFIX = ".tmp";
  private static final String DISK_FULL = "the disk is full";
  private static final int MOST_WRITES = Integer.MAX_VALUE;
  private static final Semaphore WRITES = new Semaphore(MOST_WRITES);

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(FileReplacement::awaitWrites, "file replacement"));
    } catch (IllegalStateException e) {
      // The JVM is exiting already: whoever writes now is what it waits for.
    }
  }

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes it to a stream, which is buffered and need not be closed. */
    void writeTo(OutputStream out) throws IOException;
  }

  private FileReplacement() {}

  /**
   * Writes a file, or replaces it; a symbolic link stays, and its target is replaced.
   *
   * @throws FileSystemException if the folder is missing or may not be written to, the disk is
   *     full, or the content fails; its reason is for a person
   * @throws ClosedByInterruptException if the thread is interrupted
   */
  public static void write(Path file, Content content) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(
          file.toString(), null, "it is a folder, expected a file name to write to.");
    }
    WRITES.acquireUninterruptibly();
    Path temporary = null;
    try {
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
      Path folder = target.getParent();
      if (!Files.isDirectory(folder)) {
        throw new IOException("there is no folder " + folder + ". Make it first.");
      }
      temporary = folder.resolve(temporaryName());
      writeNew(temporary, content);
      move(temporary, target);
      temporary = null;
      forceFolder(folder);
    } catch (ClosedByInterruptException e) {
      throw e; // not the file's fault
    } catch (IOException e) {
      throw explained(file, e);
    } finally {
      if (temporary != null) {
        delete(temporary);
      }
      WRITES.release();
    }
  }

  /** Writes a text file in UTF-8, as {@link #write} does. */
  public static void writeString(Path file, String text) throws IOException {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Returns a system's message about a full disk together with what to do about it; any other
   * message, or one that is explained already, unchanged.
   */
  public static String explainFullDisk(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    boolean full =
        lower.contains("no space left")
            || lower.contains("quota exceeded")
            || lower.contains("not enough space");
    return full && !lower.contains(DISK_FULL)
        ? DISK_FULL + " (" + message + "). Make room, or choose another."
        : message;
  }

  /** Not the target's name with an ending, which may be too long. */
  private static String temporaryName() {
    return PREFIX + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + SUFFIX;
  }

  /**
   * Deletes the temporary files of programs that were killed while writing into a folder. Nobody
   * may be writing there.
   *
   * @throws IOException if the folder is missing or may not be read or written to
   */
  public static void deleteLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Not by Files.createTempFile: its files are closed to everyone but their owner. */
  private static void writeNew(Path file, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Makes the new name durable, where the system can open a folder (Windows cannot). */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file itself is whole and on the disk; the rename follows when the system writes it.
    }
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The failure that led here is the one to report.
    }
  }

  private static FileSystemException explained(Path file, IOException failure) {
    FileSystemException explained =
        new FileSystemException(file.toString(), null, "cannot be written: " + reason(failure));
    explained.initCause(failure);
    return explained;
  }

  private static String reason(IOException failure) {
    String found =
        failure instanceof FileSystemException f && f.getReason() != null
            ? f.getReason() // without the name of the temporary file
            : failure.getMessage();
    String reason = found == null ? failure.toString() : found;
    if (failure instanceof AccessDeniedException
        || reason.toLowerCase(Locale.ROOT).contains("read-only file system")) {
      return "its folder may not be written to. Choose another folder, or change the permission.";
    }
    String explained = explainFullDisk(reason);
    return explained.endsWith(".") ? explained : explained + ".";
  }

  private static void awaitWrites() {
    try {
      if (WRITES.tryAcquire(MOST_WRITES, 10, TimeUnit.SECONDS)) {
        WRITES.release(MOST_WRITES); // whatever still runs during the exit may write
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
