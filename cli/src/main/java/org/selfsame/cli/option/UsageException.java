package org.selfsame.cli.option;

/** Wrong arguments; the message says what is wrong with them, for a person. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }
}
