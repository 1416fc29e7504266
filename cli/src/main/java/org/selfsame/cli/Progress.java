package org.selfsame.cli;

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

  /** Tells how much of the current file is done, from 0 to 1. */
  void advance(double fraction);

  /** Goes on to the next file. */
  void next();

  /** Prints lines without getting between them. */
  void above(Runnable lines);

  @Override
  void close();
}
