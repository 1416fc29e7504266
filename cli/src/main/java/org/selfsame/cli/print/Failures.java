package org.selfsame.cli.print;

import java.io.PrintWriter;
import org.selfsame.job.Failure;
import org.selfsame.lab.training.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Says what went wrong in one or two lines, with a stack trace only under {@link #DEBUG}. */
public final class Failures {
  /** The option that asks for stack traces. */
  public static final String DEBUG = "--debug";

  private Failures() {}

  /** Prints what went wrong, and under {@link #DEBUG} where. */
  public static void print(Throwable failure, CommandLine line) {
    print(failure, messageOf(failure), line);
  }

  /** Prints a message, and under {@link #DEBUG} where its failure happened. */
  public static void print(Throwable failure, String message, CommandLine line) {
    PrintWriter err = line.getErr();
    err.println("selfsame: " + message);
    OptionSpec debug = line.getCommandSpec().root().findOption(DEBUG);
    if (debug != null && Boolean.TRUE.equals(debug.getValue())) {
      failure.printStackTrace(err);
    }
    err.flush();
  }

  /** Returns what went wrong, in one or two lines for people. */
  public static String messageOf(Throwable failure) {
    return of(failure).message();
  }

  /** Returns what went wrong, with the options that help. */
  public static Failure of(Throwable failure) {
    Failure told =
        failure instanceof DivergedException
            ? new Failure(Failure.Kind.TOLD, failure.getMessage())
            : Failure.of(failure);
    return new Failure(told.kind(), told.message() + advice(told.kind()));
  }

  private static String advice(Failure.Kind kind) {
    return switch (kind) {
      case TOLD -> "";
      case NO_IMAGE_AT_TOP -> "; use --recursive to include subfolders";
      case OUTPUT_EXISTS -> "; use --overwrite to replace it, or --skip-existing to keep it";
      case OVER_INPUT -> "; write to another folder with -o";
      case OUT_OF_MEMORY ->
          ": try --memory 1g (in training, a smaller batch), close other programs, or allow Java"
              + " more with SELFSAME_JAVA_OPTS=-Xmx8g";
      case BUG -> "\nPlease report this, with the output of --debug.";
    };
  }
}
