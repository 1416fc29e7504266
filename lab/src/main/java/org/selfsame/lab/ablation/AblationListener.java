package org.selfsame.lab.ablation;

import org.selfsame.lab.evaluation.EvaluationListener;
import org.selfsame.lab.training.TrainingListener;

/** Follows an ablation, on its thread. */
public interface AblationListener extends TrainingListener, EvaluationListener {
  /**
   * Called when the training of a variant begins or continues.
   *
   * @param step the number of steps done earlier
   */
  default void training(Variant variant, long step) {}
}
