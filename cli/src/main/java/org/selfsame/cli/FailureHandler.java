package org.selfsame.cli;

import java.util.List;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.Failures;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a command's failure into a message and an exit code. */
final class FailureHandler
    implements IParameterExceptionHandler, IExecutionExceptionHandler, IExecutionStrategy {
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
    return failure.getMessage().replaceFirst("^Error: ", ""); // picocli's, on exclusive options
  }

  /** Runs the last command, and catches errors: picocli's handler sees exceptions only. */
  @Override
  public int execute(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
      List<CommandLine> lines = parsed.asCommandLineList();
      Failures.print(e, lines.get(lines.size() - 1));
      return ExitCode.SOFTWARE;
    }
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    if (failure instanceof UsageException) {
      line.getErr().println("selfsame: " + failure.getMessage());
      return pointToHelp(line);
    }
    Failures.print(failure, line);
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
}
