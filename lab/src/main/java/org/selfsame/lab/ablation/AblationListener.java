package org.selfsame.lab.ablation;

import org.selfsame.lab.evaluation.EvaluationListener;
import org.selfsame.lab.training.TrainingListener;

/** Is told how an ablation goes, on its thread. */
public interface AblationListener extends TrainingListener, EvaluationListener {
  /**
   * Called when the training of a variant begins, or goes on.
   *
   * @param step steps done earlier
   */
  default void training(Variant variant, long step) {}
}
