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
    OptionalInt columns = ErrorTerminal.columns();
    return columns.isEmpty() || files == 0
        ? NONE
        : new ProgressLine(System.err, columns.getAsInt(), task, files);
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
