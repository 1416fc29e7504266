package org.selfsame.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one or two lines, without a stack trace unless {@code --debug}. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final String DISK_FULL =
      "the disk is full: free some space, or write to another with -o";

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine line = failure.getCommandLine();
    line.getErr().println("selfsame: " + messageOf(failure));
    UnmatchedArgumentException.printSuggestions(failure, line.getErr());
    return pointToHelp(line);
  }

  private static String messageOf(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !failure.getCommandLine().getSubcommands().isEmpty()) {
      return "there is no command '%s'".formatted(unmatched.getUnmatched().get(0));
    }
    return failure.getMessage();
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    if (failure instanceof UsageException) {
      line.getErr().println("selfsame: " + failure.getMessage());
      return pointToHelp(line);
    }
    print(failure, messageOf(failure), line);
    return ExitCode.SOFTWARE;
  }

  private static int pointToHelp(CommandLine line) {
    CommandLine root = line.getCommandSpec().root().commandLine();
    line.getErr().println("Try: selfsame help" + (line == root ? "" : " " + line.getCommandName()));
    return ExitCode.USAGE;
  }

  /** Prints a message, and under {@code --debug} where its failure comes from. */
  static void print(Throwable failure, String message, CommandLine line) {
    PrintWriter err = line.getErr();
    err.println("selfsame: " + message);
    if (Main.debugs(line)) {
      failure.printStackTrace(err);
    }
    err.flush();
  }

  /** Returns what went wrong, for a person, in one or two lines. */
  static String messageOf(Throwable failure) {
    if (failure instanceof UncheckedIOException unchecked) {
      return messageOf(unchecked.getCause());
    }
    if (failure instanceof FileSystemException found) {
      return found.getFile() + ": " + reasonOf(found);
    }
    if (failure instanceof OutOfMemoryError) {
      return "not enough memory: close other programs, try a smaller --tile,"
          + " or allow more with SELFSAME_JAVA_OPTS=-Xmx8g";
    }
    boolean expected =
        failure instanceof IOException || failure instanceof IllegalArgumentException;
    if (expected && failure.getMessage() != null) {
      return isDiskFull(failure.getMessage()) ? DISK_FULL : failure.getMessage();
    }
    return "this is an error in Selfsame itself: "
        + failure
        + "\nPlease report it, with what --debug shows.";
  }

  private static boolean isDiskFull(String message) {
    return message.contains("No space left on device") || message.contains("not enough space on");
  }

  private static String reasonOf(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NotDirectoryException || failure instanceof FileAlreadyExistsException) {
      return "is a file, where a folder is expected";
    }
    String reason = failure.getReason() == null ? "cannot be used" : failure.getReason();
    return isDiskFull(reason) ? DISK_FULL : reason;
  }
}
