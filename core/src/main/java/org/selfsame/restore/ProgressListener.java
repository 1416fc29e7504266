package org.selfsame.restore;

/** Is told how far a restoration has come. */
@FunctionalInterface
public interface ProgressListener {
  /** A listener that does nothing. */
  ProgressListener NONE = (done, total) -> {};

  /**
   * Called after each tile, or some patches, on the thread that restores.
   *
   * @param done tiles restored, or patches
   * @param total tiles, or patches, of the image; three times as many where a gray model restores
   *     color
   */
  void progress(int done, int total);
}
