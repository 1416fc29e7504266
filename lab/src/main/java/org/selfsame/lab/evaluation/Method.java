package org.selfsame.lab.evaluation;

import java.util.Optional;
import org.selfsame.image.Restoration;
import org.selfsame.restore.ProgressListener;
import org.selfsame.task.NoiseRange;

/** A method in a table: a model, or a baseline without weights. */
public interface Method {
  /** Returns the name to show. */
  String label();

  /** Returns everything that its results depend on, such as the hash of its weights. */
  String identity();

  /** Returns the number of trained weights. */
  long parameters();

  /** Returns the name of this kind of method in published tables, if any. */
  Optional<String> publishedName();

  /** Returns the noise levels that it can be told; nothing if it is told none. */
  default Optional<NoiseRange> noise() {
    return Optional.empty();
  }

  /**
   * Returns a sentence that says why the method does not suit a condition and such images; empty if
   * it does.
   *
   * @param gray whether the images are gray, originally or because of the condition
   */
  Optional<String> refusal(Condition condition, boolean gray);

  /** Returns whether its result is the degraded image, unchanged. */
  default boolean isIdentity() {
    return false;
  }

  /**
   * Returns a restoration for a condition that it does not refuse.
   *
   * @param listener learns the progress of an image
   */
  Restoration restoration(Condition condition, ProgressListener listener);
}
