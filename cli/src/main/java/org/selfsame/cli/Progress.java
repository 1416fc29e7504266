package org.selfsame.cli;

import java.util.OptionalInt;

/** Is told how far a batch is. */
interface Progress extends AutoCloseable {
  /** Shows nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void advance(double fraction) {}

        @Override
        public void next() {}

        @Override
        public void above(Runnable lines) {
          lines.run();
        }

        @Override
        public void close() {}
      };

  /**
   * Returns what shows the progress on the terminal, or nothing if there is none.
   *
   * @param task what is done, in a word
   * @param files how many there are
   */
  static Progress onTerminal(String task, int files) {
    return onTerminal(task, files, "files");
  }

  /**
   * Returns what shows the progress on the terminal, or nothing if there is none.
   *
   * @param task what is done, in a word
   * @param count how many there are of what is done one after the other
   * @param unit what these are called
   */
  static Progress onTerminal(String task, int count, String unit) {
    OptionalInt columns = ErrorTerminal.columns();
    return columns.isEmpty() || count == 0
        ? NONE
        : new ProgressLine(System.err, columns.getAsInt(), task, count, unit);
  }

  /** Tells how much of the current file is done, from 0 to 1. */
  void advance(double fraction);

  /** Goes on to the next file. */
  void next();

  /** Prints lines without getting between them. */
  void above(Runnable lines);

  @Override
  void close();
}
