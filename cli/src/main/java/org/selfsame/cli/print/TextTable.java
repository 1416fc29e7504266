package org.selfsame.cli.print;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of cells in columns that are as wide as they must be. */
public final class TextTable {
  /** On which side of its column a cell stands. */
  public enum Align {
    LEFT,
    RIGHT
  }

  private final List<Align> aligns;
  private final int[] widths;

  /**
   * Makes the columns.
   *
   * @param rows the cells that must fit; of each row as many as there are columns
   */
  public TextTable(List<Align> aligns, List<List<String>> rows) {
    this.aligns = List.copyOf(aligns);
    widths =
        IntStream.range(0, aligns.size())
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toArray();
  }

  /** Returns a row as a line, without its end. */
  public String line(List<String> cells) {
    return IntStream.range(0, widths.length)
        .mapToObj(c -> padded(cells.get(c), c))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }

  private String padded(String cell, int column) {
    String spaces = " ".repeat(Math.max(0, widths[column] - cell.length()));
    return aligns.get(column) == Align.LEFT ? cell + spaces : spaces + cell;
  }
}
