package org.selfsame.cli.print;

import java.util.OptionalInt;

/** The error stream's terminal, if it has one. */
final class ErrorTerminal {
  /** Set by the launcher to the number of columns: Java cannot find out. */
  private static final String PROPERTY = "selfsame.terminal";

  private static final int USUAL_COLUMNS = 80;

  /** Returns to the start of the line and clears it. */
  static final String ERASE = "\r\u001b[K";

  private ErrorTerminal() {}

  /** Returns its width, or empty if the error stream is not a terminal. */
  static OptionalInt columns() {
    String columns = System.getProperty(PROPERTY);
    if (columns == null) {
      return OptionalInt.empty();
    }
    boolean known = columns.matches("[1-9]\\d{1,3}");
    return OptionalInt.of(known ? Integer.parseInt(columns) : USUAL_COLUMNS);
  }
}
