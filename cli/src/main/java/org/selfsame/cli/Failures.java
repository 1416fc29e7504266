package org.selfsame.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.selfsame.lab.training.DivergedException;
import org.selfsame.system.FileReplacement;
import org.selfsame.tensor.DeviceMemoryException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one or two lines, without a stack trace unless {@code --debug}. */
final class Failures
    implements IParameterExceptionHandler, IExecutionExceptionHandler, IExecutionStrategy {
  private static final String OUT_OF_MEMORY =
      "not enough memory: try --memory 1g (in training, a smaller batch), close other programs, or"
          + " allow Java more with SELFSAME_JAVA_OPTS=-Xmx8g";

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
    return failure.getMessage().replaceFirst("^Error: ", ""); // said of options that exclude others
  }

  /** Runs the last command; what is no exception would pass by the handler of exceptions. */
  @Override
  public int execute(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
      List<CommandLine> lines = parsed.asCommandLineList();
      print(e, messageOf(e), lines.get(lines.size() - 1));
      return ExitCode.SOFTWARE;
    }
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
    CommandLine parent = line.getParent();
    line.getErr()
        .println(
            parent == null
                ? "Try: selfsame help"
                : "Try: %s help %s"
                    .formatted(parent.getCommandSpec().qualifiedName(), line.getCommandName()));
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
    if (failure instanceof DeviceMemoryException) {
      return failure.getMessage();
    }
    if (isOutOfMemory(failure)) {
      return OUT_OF_MEMORY;
    }
    if (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
      return firstLine(failure.getCause().getMessage());
    }
    boolean expected =
        failure instanceof IOException
            || failure instanceof IllegalArgumentException
            || failure instanceof DivergedException
            || failure instanceof CancellationException;
    if (expected && failure.getMessage() != null) {
      return FileReplacement.explainFullDisk(failure.getMessage());
    }
    Throwable cause = failure.getCause();
    return "this is an error in Selfsame itself: "
        + firstLine(failure.toString())
        + (cause == null ? "" : ", because of " + firstLine(cause.toString()))
        + "\nPlease report it, with what --debug shows.";
  }

  /** Returns whether a message begins with a file or folder, or with what lies in the folder. */
  static boolean isPlaced(String message, Path place) {
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
