package org.selfsame.lab.evaluation;

import java.nio.file.Path;
import org.selfsame.restore.ProgressListener;

/** Follows an evaluation, on its thread. Progress is that of the current image. */
public interface EvaluationListener extends ProgressListener {
  @Override
  default void progress(long done, long total) {}

  /**
   * Called after an image was measured.
   *
   * @param stored whether it was measured by an earlier run
   */
  default void measured(Cell cell, ImageResult result, boolean stored) {}

  /** Called when an image could not be measured; the evaluation continues with the next. */
  default void failed(Cell cell, Path file, Throwable failure) {}
}
