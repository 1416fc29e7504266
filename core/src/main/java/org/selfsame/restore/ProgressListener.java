package org.selfsame.restore;

/** Learns how much of some work is done, in equal parts. */
@FunctionalInterface
public interface ProgressListener {
  /** A listener that does nothing. */
  ProgressListener NONE = (done, total) -> {};

  /**
   * Called after each part, or after several, on the working thread.
   *
   * @param done the parts done; the parts of an image are tiles or patches
   * @param total the number of parts; three times as many if a gray model restores color
   */
  void progress(long done, long total);

  /** Returns a listener for one of several equal pieces of this work. */
  default ProgressListener part(int index, int pieces) {
    return (done, total) -> progress(index * total + done, pieces * total);
  }
}
