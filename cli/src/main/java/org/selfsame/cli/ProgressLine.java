package org.selfsame.cli;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** The last line of a terminal, which tells how far a batch is and makes way for other lines. */
final class ProgressLine implements Progress {
  private static final int STEPS = 1000;

  private final Terminal terminal;
  private final ProgressBar bar;
  private int files;

  /**
   * Begins the line.
   *
   * @param stream the terminal
   * @param columns how wide it is
   * @param task what is done, in a word
   * @param total how many files there are
   */
  ProgressLine(PrintStream stream, int columns, String task, int total) {
    this(stream, columns, task, total, "files");
  }

  /** Begins a line about what is called otherwise than files. */
  ProgressLine(PrintStream stream, int columns, String task, int total, String unit) {
    terminal = new Terminal(stream, columns);
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax((long) total * STEPS)
            .setUnit(" " + unit, STEPS)
            .setUpdateIntervalMillis(200)
            .setStyle(
                Charset.defaultCharset().equals(StandardCharsets.UTF_8)
                    ? ProgressBarStyle.UNICODE_BLOCK
                    : ProgressBarStyle.ASCII)
            .setConsumer(terminal)
            .build();
  }

  @Override
  public void advance(double fraction) {
    bar.stepTo((long) files * STEPS + Math.round(fraction * STEPS));
  }

  @Override
  public void next() {
    files++;
    advance(0);
  }

  @Override
  public void above(Runnable lines) {
    terminal.above(lines);
  }

  @Override
  public void close() {
    bar.close();
    terminal.end();
  }

  /** Writes the bar over itself; without this the library would ask the terminal by a process. */
  private static final class Terminal implements ProgressBarConsumer {
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream stream;
    private final int columns;
    private boolean ended;

    Terminal(PrintStream stream, int columns) {
      this.stream = stream;
      this.columns = columns;
    }

    @Override
    public int getMaxRenderedLength() {
      return columns - 1;
    }

    @Override
    public synchronized void accept(String bar) {
      if (!ended) {
        stream.print("\r" + bar);
        stream.flush();
      }
    }

    synchronized void above(Runnable lines) {
      clear();
      lines.run();
    }

    @Override
    public synchronized void clear() {
      stream.print(ERASE);
      stream.flush();
    }

    /** Leaves the terminal as it was; the library may still draw after it is closed. */
    synchronized void end() {
      ended = true;
      clear();
    }

    @Override
    public void close() {}
  }
}
