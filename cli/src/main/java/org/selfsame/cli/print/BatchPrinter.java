package org.selfsame.cli.print;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.selfsame.job.BatchFile;
import org.selfsame.job.BatchListener;
import org.selfsame.job.Failure;
import org.selfsame.job.FileAction.Result;
import picocli.CommandLine;

/** Prints what happens to the files of a batch: results on one stream, failures on the other. */
public final class BatchPrinter implements BatchListener, AutoCloseable {
  private final CommandLine line;
  private final BatchReport report;
  private final ProgressLine progress;
  private final UnaryOperator<String> shown;
  private boolean failed;

  private BatchPrinter(
      CommandLine line, BatchReport report, ProgressLine progress, UnaryOperator<String> shown) {
    this.line = line;
    this.report = report;
    this.progress = progress;
    this.shown = shown;
  }

  /**
   * Returns a printer of text.
   *
   * @param shown says how to name files to people
   */
  public static BatchPrinter text(
      CommandLine line, PrintWriter out, ProgressLine progress, UnaryOperator<String> shown) {
    return new BatchPrinter(line, new TextReport(out), progress, shown);
  }

  /**
   * Returns a printer of JSON, one line per result.
   *
   * @param shown says how to name files to people
   */
  public static BatchPrinter json(
      CommandLine line, PrintWriter out, ProgressLine progress, UnaryOperator<String> shown) {
    return new BatchPrinter(line, new JsonReport(out), progress, shown);
  }

  private BatchFile shown(BatchFile file) {
    Path output = file.output();
    return new BatchFile(shown(file.input()), output == null ? null : shown(output));
  }

  private Path shown(Path file) {
    String name = file.toString();
    String other = shown.apply(name);
    return other.equals(name) ? file : Path.of(other);
  }

  /** Prints a line on the error stream. */
  public void remark(String text) {
    progress.above(
        () -> {
          line.getErr().println(text);
          line.getErr().flush();
        });
  }

  /** Prints paths that could not be read as input, and why. */
  public void failed(Map<Path, IOException> failures) {
    failures.forEach((path, failure) -> failed(new BatchFile(path, null), failure));
  }

  /** Prints a summary, and returns whether no file failed. */
  public boolean finish() {
    report.finished();
    return !failed;
  }

  @Override
  public void progress(long done, long total) {
    progress.progress(done, total);
  }

  @Override
  public void done(BatchFile file, Result result, double seconds) {
    progress.above(() -> report.done(shown(file), result, seconds));
  }

  @Override
  public void skipped(BatchFile file) {
    progress.above(() -> report.skipped(shown(file)));
  }

  @Override
  public void failed(BatchFile file, Throwable failure) {
    failed = true;
    Failure told = Failures.of(failure);
    boolean placed = file.output() != null && told.isAt(file.output());
    String message = shown.apply((placed ? told : told.at(file.input())).message());
    progress.above(
        () -> {
          Failures.print(failure, message, line);
          report.failed(shown(file), message);
        });
  }

  @Override
  public void close() {
    progress.close();
  }
}
