package org.selfsame.restore;

/** Is told how far a restoration has come. */
@FunctionalInterface
public interface ProgressListener {
  /** A listener that does nothing. */
  ProgressListener NONE = (done, total) -> {};

  /**
   * Called after each tile, on the thread that restores.
   *
   * @param done tiles restored
   * @param total tiles of the image; three times as many where a gray model restores colour
   */
  void progress(int done, int total);
}
