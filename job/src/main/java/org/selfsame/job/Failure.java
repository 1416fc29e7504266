package org.selfsame.job;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.selfsame.system.FileReplacement;
import org.selfsame.tensor.DeviceMemoryException;

/**
 * A failure, explained to a person.
 *
 * @param kind tells a caller what advice to add
 * @param message one or two lines, without a stack trace
 */
public record Failure(Kind kind, String message) {
  /** What the person can do about a failure. */
  public enum Kind {
    /** Do what the message says. */
    TOLD,
    /** A folder has no image at its top; its subfolders, which were not searched, may have some. */
    NO_IMAGE_AT_TOP,
    /** An output exists: replace it or keep it. */
    OUTPUT_EXISTS,
    /** A result would overwrite an input: write it elsewhere. */
    OVER_INPUT,
    /** Java or the device ran out of memory: use smaller tiles or batches. */
    OUT_OF_MEMORY,
    /** An error in Selfsame itself: report it. */
    BUG
  }

  /** A failure for which the caller knows a remedy. */
  static final class KnownException extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    KnownException(Kind kind, String message) {
      super(message);
      this.kind = kind;
    }
  }

  /** Explains an exception or error. */
  public static Failure of(Throwable failure) {
    if (failure instanceof UncheckedIOException unchecked) {
      return of(unchecked.getCause());
    }
    if (failure instanceof FileSystemException found) {
      return told(found.getFile() + ": " + reasonOf(found));
    }
    if (failure instanceof DeviceMemoryException) {
      return told(failure.getMessage());
    }
    if (isOutOfMemory(failure)) {
      return new Failure(Kind.OUT_OF_MEMORY, "not enough memory");
    }
    if (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
      return told(firstLine(failure.getCause().getMessage()));
    }
    if (failure instanceof KnownException known) {
      return new Failure(known.kind, known.getMessage());
    }
    boolean expected =
        failure instanceof IOException
            || failure instanceof IllegalArgumentException
            || failure instanceof CancellationException;
    if (expected && failure.getMessage() != null) {
      return told(FileReplacement.explainFullDisk(failure.getMessage()));
    }
    Throwable cause = failure.getCause();
    return new Failure(
        Kind.BUG,
        "this is an error in Selfsame itself: "
            + firstLine(failure.toString())
            + (cause == null ? "" : ", because of " + firstLine(cause.toString())));
  }

  private static Failure told(String message) {
    return new Failure(Kind.TOLD, message);
  }

  /** Puts a file or folder before the message, unless it is already there. */
  public Failure at(Path place) {
    return isAt(place) ? this : new Failure(kind, place + ": " + message);
  }

  /**
   * Returns whether the message begins with a file or folder, or with something inside the folder.
   */
  public boolean isAt(Path place) {
    String path = place.toString();
    return Stream.of(":", " ", File.separator).anyMatch(end -> message.startsWith(path + end));
  }

  /** Cuts off the stack trace of its own that libtorch adds. */
  private static String firstLine(String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }

  private static boolean isOutOfMemory(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return DeviceMemoryException.isToldBy(failure);
  }

  private static String reasonOf(FileSystemException failure) {
    if (failure.getReason() != null) {
      return FileReplacement.explainFullDisk(failure.getReason());
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NotDirectoryException || failure instanceof FileAlreadyExistsException) {
      return "is a file, expected a folder";
    }
    return "cannot be used";
  }
}
