package org.selfsame.lab.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the tables in the jar: one row per line, cells between bars, and comments. */
final class DataLines {
  private DataLines() {}

  /** Returns the cells of each row. */
  static List<List<String>> read(String resource, int cells) {
    try (InputStream in = DataLines.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> cells(resource, line, cells))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String resource, String line, int count) {
    List<String> cells = List.of(line.split("\\|", -1));
    if (cells.size() != count) {
      throw new IllegalStateException(
          "%s holds '%s': expected %d cells".formatted(resource, line, count));
    }
    return cells;
  }
}
