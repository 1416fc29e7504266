package org.selfsame.cli.print;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalInt;
import org.selfsame.lab.training.Progress;
import org.selfsame.lab.training.TrainingListener;

/**
 * Shows how a training goes, a line per report. On a terminal each line replaces the one before,
 * unless that one reported a validation.
 */
public final class TrainingReport implements TrainingListener, AutoCloseable {
  private final PrintWriter lines;
  private final PrintWriter errors;
  private final PrintStream terminal;
  private final int columns;

  private TrainingReport(PrintWriter lines, PrintWriter errors, PrintStream terminal, int columns) {
    this.lines = lines;
    this.errors = errors;
    this.terminal = terminal;
    this.columns = columns;
  }

  /** Reports on the terminal if there is one and it should be used, else on the streams. */
  public static TrainingReport to(PrintWriter lines, PrintWriter errors, boolean quiet) {
    OptionalInt columns = quiet ? OptionalInt.empty() : ErrorTerminal.columns();
    return columns.isPresent()
        ? onTerminal(System.err, columns.getAsInt())
        : new TrainingReport(lines, errors, null, 0);
  }

  /** Reports on a terminal, which is the error stream. */
  public static TrainingReport onTerminal(PrintStream terminal, int columns) {
    return new TrainingReport(null, null, terminal, columns);
  }

  @Override
  public void progress(Progress progress) {
    String line = line(progress);
    if (terminal == null) {
      lines.println(line);
      lines.flush();
      return;
    }
    String fitting = line.substring(0, Math.min(line.length(), columns - 1));
    boolean kept = !Double.isNaN(progress.validationPsnr());
    terminal.print(ErrorTerminal.ERASE + fitting + (kept ? System.lineSeparator() : ""));
    terminal.flush();
  }

  @Override
  public void notice(String message) {
    if (terminal == null) {
      errors.println("selfsame: " + message);
      errors.flush();
    } else {
      terminal.println(ErrorTerminal.ERASE + "selfsame: " + message);
    }
  }

  public static String line(Progress progress) {
    StringBuilder line = new StringBuilder();
    line.append("step ").append(NumberText.grouped(progress.step()));
    add(line, "train %.2f dB", progress.trainPsnr());
    add(line, "validation %.2f dB", progress.validationPsnr());
    add(line, "rate %.1e", progress.learningRate());
    add(line, "%.2f steps/s", progress.stepsPerSecond());
    if (!Double.isNaN(progress.secondsLeft())) {
      line.append(", ").append(NumberText.duration(progress.secondsLeft())).append(" left");
    }
    return line.toString();
  }

  private static void add(StringBuilder line, String format, double value) {
    if (!Double.isNaN(value)) {
      line.append(", ").append(String.format(Locale.ROOT, format, value));
    }
  }

  /** Moves the terminal to the start of a line. */
  @Override
  public void close() {
    if (terminal != null) {
      terminal.print(ErrorTerminal.ERASE);
      terminal.flush();
    }
  }
}
