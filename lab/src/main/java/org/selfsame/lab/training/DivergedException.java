package org.selfsame.lab.training;

/** Tells that a training's loss is no longer a finite number. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DivergedException(String message) {
    super(message);
  }
}
