package org.selfsame.lab.evaluation;

import java.nio.file.Path;

/** Is told how an evaluation goes, on its thread. */
public interface EvaluationListener {
  /**
   * Called while an image is restored.
   *
   * @param fraction from 0 to 1
   */
  default void progress(double fraction) {}

  /**
   * Called when an image was measured.
   *
   * @param stored whether it was measured by an earlier run
   */
  default void measured(Cell cell, ImageResult result, boolean stored) {}

  /** Called when an image could not be measured; the evaluation goes on with the next. */
  default void failed(Cell cell, Path file, Throwable failure) {}
}
