package org.selfsame.cli;

/** Wrong arguments; the message says what is wrong with them, for a person. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
