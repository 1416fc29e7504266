package org.selfsame.cli.print;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Timer;
import java.util.TimerTask;
import org.selfsame.restore.ProgressListener;

/**
 * The last line of a terminal, which shows progress and makes way for other lines. Without a
 * terminal, a line every 10 seconds.
 */
public final class ProgressLine implements ProgressListener, AutoCloseable {
  /** Shows nothing. */
  public static final ProgressLine NONE = new ProgressLine(null, 0, "", 0, "");

  private static final int LONGEST_BAR = 40;
  private static final int SHORTEST_BAR = 5;
  private static final double SECONDS_BETWEEN = 0.2;
  private static final long MILLISECONDS_OF_LINES = 10_000;

  private final PrintStream terminal;
  private final int columns;
  private final String task;
  private final int count;
  private final String unit;
  private final String full = Charset.defaultCharset().equals(StandardCharsets.UTF_8) ? "█" : "#";
  private final long start = System.nanoTime();
  private double drawnAt = Double.NEGATIVE_INFINITY;
  private long done;
  private long total = 1;

  /** Prints lines where there is no terminal; null elsewhere. */
  private Timer timer;

  private ProgressLine(PrintStream terminal, int columns, String task, int count, String unit) {
    this.terminal = terminal;
    this.columns = columns;
    this.task = task;
    this.count = count;
    this.unit = unit;
  }

  /**
   * Starts the line if there is work to do. Without a terminal it is printed to the error stream
   * every 10 seconds.
   *
   * @param task what is being done, in a word
   * @param count of the units to process
   * @param unit what one is called, in the plural
   */
  public static ProgressLine start(String task, int count, String unit) {
    return ErrorTerminal.columns().isPresent() || count == 0
        ? onTerminal(task, count, unit)
        : inLines(System.err, MILLISECONDS_OF_LINES, task, count, unit);
  }

  /** Starts the line if there is work to do, and the error stream is a terminal. */
  public static ProgressLine onTerminal(String task, int count, String unit) {
    OptionalInt columns = ErrorTerminal.columns();
    return columns.isEmpty() || count == 0
        ? NONE
        : on(System.err, columns.getAsInt(), task, count, unit);
  }

  /** Starts the line on a terminal of so many columns. */
  static ProgressLine on(PrintStream terminal, int columns, String task, int count, String unit) {
    ProgressLine line = new ProgressLine(terminal, columns, task, count, unit);
    line.progress(0, 1);
    return line;
  }

  /** Prints a line again and again. */
  static ProgressLine inLines(
      PrintStream out, long milliseconds, String task, int count, String unit) {
    ProgressLine line = new ProgressLine(null, 0, task, count, unit);
    line.timer = new Timer("progress", true);
    line.timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            out.println(line.text());
          }
        },
        milliseconds,
        milliseconds);
    return line;
  }

  @Override
  public synchronized void progress(long nowDone, long inAll) {
    done = nowDone;
    total = inAll;
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (terminal != null && seconds >= drawnAt + SECONDS_BETWEEN) {
      drawnAt = seconds;
      draw(seconds);
    }
  }

  /** Prints lines above this one. */
  public synchronized void above(Runnable lines) {
    if (terminal == null) {
      lines.run();
      return;
    }
    terminal.print(ErrorTerminal.ERASE);
    terminal.flush();
    lines.run();
    draw((System.nanoTime() - start) * 1e-9);
  }

  private void draw(double seconds) {
    String head = head();
    String tail = tail(seconds);
    int bar = Math.min(LONGEST_BAR, columns - 1 - head.length() - tail.length() - 2);
    String line = head + (bar < SHORTEST_BAR ? "" : '|' + bar(bar) + '|') + tail;
    terminal.print(ErrorTerminal.ERASE + line.substring(0, Math.min(line.length(), columns - 1)));
    terminal.flush();
  }

  private synchronized String text() {
    return head().strip() + tail((System.nanoTime() - start) * 1e-9);
  }

  private String head() {
    return "%s %3d%% ".formatted(task, 100 * done / total);
  }

  private String tail(double seconds) {
    String tail = " %d/%d %s".formatted(count * done / total, count, unit);
    return done > 0 && done < total
        ? tail + ", " + NumberText.duration(seconds * (total - done) / done) + " left"
        : tail;
  }

  private String bar(int width) {
    int filled = (int) (width * done / total);
    return full.repeat(filled) + " ".repeat(width - filled);
  }

  /** Clears the line. */
  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.cancel();
    }
    if (terminal != null) {
      terminal.print(ErrorTerminal.ERASE);
      terminal.flush();
    }
  }
}
