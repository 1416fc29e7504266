package org.selfsame.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.selfsame.cli.command.AblateCommand;
import org.selfsame.cli.command.BenchmarkCommand;
import org.selfsame.cli.command.CompletionCommand;
import org.selfsame.cli.command.DeblockCommand;
import org.selfsame.cli.command.DegradeCommand;
import org.selfsame.cli.command.DemosaicCommand;
import org.selfsame.cli.command.DenoiseCommand;
import org.selfsame.cli.command.EvaluateCommand;
import org.selfsame.cli.command.InspectCommand;
import org.selfsame.cli.command.ModelsCommand;
import org.selfsame.cli.command.ServeCommand;
import org.selfsame.cli.command.TrainCommand;
import org.selfsame.cli.command.UpscaleCommand;
import org.selfsame.cli.option.OptionTypes;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.Failures;
import org.selfsame.tensor.NativeExit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command line, {@code selfsame}.
 *
 * <p>Exit codes: 0 if all went well, 1 if something failed (the other files are still done), 2 for
 * wrong arguments.
 */
@Command(
    name = "selfsame",
    description = "Restores images from their own self-similarity.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class,
    subcommands = {
      DenoiseCommand.class,
      UpscaleCommand.class,
      DeblockCommand.class,
      DemosaicCommand.class,
      DegradeCommand.class,
      InspectCommand.class,
      ServeCommand.class,
      ModelsCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      AblateCommand.class,
      BenchmarkCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  @Option(
      names = Failures.DEBUG,
      scope = ScopeType.INHERIT,
      description = "On failure, also show the stack trace.")
  boolean debug;

  private Main() {}

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      // Skips the parser: loading its classes takes most of the start-up time.
      System.out.println(Version.text());
      return;
    }
    Locale.setDefault(Locale.ROOT); // numbers and letters are the same everywhere
    Runtime.getRuntime().addShutdownHook(new Thread(NativeExit::withoutCleanUp, "native exit"));
    System.exit(commandLine().execute(arguments));
  }

  /** Returns the command line with all its commands. */
  public static CommandLine commandLine() {
    FailureHandler failures = new FailureHandler();
    CommandLine commands = new CommandLine(new Main());
    commands.setExpandAtFiles(false); // names of images may begin with it
    return OptionTypes.register(commands)
        .setExecutionStrategy(failures)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  /** Without a command, points to the help. */
  @Override
  public void run() {
    throw new UsageException("no command given");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {text()};
    }

    private static String text() {
      try (InputStream in = Main.class.getResourceAsStream("version.txt")) {
        return "selfsame " + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
