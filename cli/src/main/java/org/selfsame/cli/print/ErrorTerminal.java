package org.selfsame.cli.print;

import java.util.OptionalInt;

/** The terminal that the error stream is, if it is one. */
final class ErrorTerminal {
  /** Set by the launcher, to the columns: Java cannot tell. */
  private static final String PROPERTY = "selfsame.terminal";

  private static final int USUAL_COLUMNS = 80;

  /** Goes back to the beginning of the line, and makes it empty. */
  static final String ERASE = "\r\u001b[K";

  private ErrorTerminal() {}

  /** Returns how wide it is, or nothing if the error stream is no terminal. */
  static OptionalInt columns() {
    String columns = System.getProperty(PROPERTY);
    if (columns == null) {
      return OptionalInt.empty();
    }
    boolean known = columns.matches("[1-9]\\d{1,3}");
    return OptionalInt.of(known ? Integer.parseInt(columns) : USUAL_COLUMNS);
  }
}
