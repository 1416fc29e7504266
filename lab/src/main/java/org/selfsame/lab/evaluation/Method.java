package org.selfsame.lab.evaluation;

import java.util.Optional;
import org.selfsame.image.Restoration;
import org.selfsame.restore.ProgressListener;
import org.selfsame.task.NoiseRange;

/** What restores, as a row of a table: a model, or a baseline without weights. */
public interface Method {
  /** Returns the name that is shown. */
  String label();

  /** Returns all that its results depend on, such as the hash of its weights. */
  String identity();

  /** Returns the number of trained weights. */
  long parameters();

  /** Returns the name of this kind of method in published tables, if it is in any. */
  Optional<String> publishedName();

  /** Returns the noise levels that it can be told; nothing if it is told none. */
  default Optional<NoiseRange> noise() {
    return Optional.empty();
  }

  /**
   * Returns why it is not for a condition and such images, in a sentence, or nothing if it is.
   *
   * @param gray whether the images are gray, before or through the condition
   */
  Optional<String> refusal(Condition condition, boolean gray);

  /** Tells whether its result is the degraded image as it is. */
  default boolean isIdentity() {
    return false;
  }

  /**
   * Returns what restores under a condition that it does not refuse.
   *
   * @param listener told how far an image is
   */
  Restoration restoration(Condition condition, ProgressListener listener);
}
