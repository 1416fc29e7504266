package org.selfsame.lab.training;

/** Is told how a training goes, on the thread that trains. */
@FunctionalInterface
public interface TrainingListener {
  /** Called every 100 steps, every half minute where steps are slow, and after each validation. */
  void progress(Progress progress);

  /**
   * Called when something went wrong that does not end the training.
   *
   * @param message for the person, in one or two lines
   */
  default void notice(String message) {}
}
