package org.selfsame.weights;

import java.io.IOException;

/** A weight file cannot be read or written; the message is for a person and names the file. */
public final class WeightFileException extends IOException {
  private static final long serialVersionUID = 1;

  /** Makes an exception with a message for a person. */
  public WeightFileException(String message) {
    super(message);
  }

  /** Makes an exception with a message for a person and what it came of. */
  public WeightFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
