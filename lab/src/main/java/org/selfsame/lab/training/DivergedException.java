package org.selfsame.lab.training;

/**
 * A training's numbers are no longer finite. The message is for a person: it names the step and the
 * checkpoint to go on from.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DivergedException(String message) {
    super(message);
  }
}
