package org.selfsame.restore;

/** Is told how much of some work is done: so many of so many equal parts. */
@FunctionalInterface
public interface ProgressListener {
  /** A listener that does nothing. */
  ProgressListener NONE = (done, total) -> {};

  /**
   * Called after each part, or some, on the thread that works.
   *
   * @param done parts done; of an image these are tiles, or patches
   * @param total parts there are; three times as many where a gray model restores color
   */
  void progress(long done, long total);

  /** Returns what is told the progress of one of some equal pieces of this work. */
  default ProgressListener part(int index, int pieces) {
    return (done, total) -> progress(index * total + done, pieces * total);
  }
}
