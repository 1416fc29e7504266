package org.selfsame.lab.training;

/**
 * Tells that a training's numbers are no longer finite. The message is meant for the person: it
 * names the step and the checkpoint to go on from.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DivergedException(String message) {
    super(message);
  }
}
