package org.selfsame.weights;

import java.io.IOException;

/** A weight file cannot be read or written; the message is for a person and names the file. */
public final class WeightFileException extends IOException {
  private static final long serialVersionUID = 1;

  public WeightFileException(String message) {
    super(message);
  }

  public WeightFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
