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
 * What went wrong, for a person.
 *
 * @param kind by which a caller can add what to do about it
 * @param message in one or two lines, without a stack trace
 */
public record Failure(Kind kind, String message) {
  /** What can be done about a failure. */
  public enum Kind {
    /** What the message says. */
    TOLD,
    /** A folder has no image; there may be some in the folders in it, which were not searched. */
    NO_IMAGE_AT_TOP,
    /** An output exists: it can be replaced or left. */
    OUTPUT_EXISTS,
    /** An input would be written over: results can go elsewhere. */
    OVER_INPUT,
    /** Java's memory or the device's is full: tiles or batches can be smaller. */
    OUT_OF_MEMORY,
    /** An error in Selfsame itself: it can be reported. */
    BUG
  }

  /** What a job does not do, for a reason that its caller can tell a person a way out of. */
  static final class KnownException extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    KnownException(Kind kind, String message) {
      super(message);
      this.kind = kind;
    }
  }

  /** Returns what is to tell of an exception or error. */
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

  /** Returns this failure with its message after a file or folder, unless it begins with it. */
  public Failure at(Path place) {
    return isAt(place) ? this : new Failure(kind, place + ": " + message);
  }

  /** Returns whether the message begins with a file or folder, or with what lies in the folder. */
  public boolean isAt(Path place) {
    String path = place.toString();
    return Stream.of(":", " ", File.separator).anyMatch(end -> message.startsWith(path + end));
  }

  /** What libtorch says goes on with a stack trace of its own. */
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
      return "is a file, where a folder is expected";
    }
    return "cannot be used";
  }
}
