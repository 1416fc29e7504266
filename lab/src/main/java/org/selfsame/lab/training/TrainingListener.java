package org.selfsame.lab.training;

/** Follows a training, on the thread that trains. */
@FunctionalInterface
public interface TrainingListener {
  /** Called every 100 steps, every half minute where steps are slow, and after each validation. */
  void progress(Progress progress);

  /**
   * Called when something goes wrong that does not end the training.
   *
   * @param message for a person, in one or two lines
   */
  default void notice(String message) {}
}
