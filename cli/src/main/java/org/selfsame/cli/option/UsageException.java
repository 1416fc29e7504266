package org.selfsame.cli.option;

/** Wrong arguments; the message tells the user what is wrong with them. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }
}
