package org.selfsame.cli.print;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of cells, in columns just wide enough. */
public final class TextTable {
  /** The side of its column that a cell is aligned to. */
  public enum Align {
    LEFT,
    RIGHT
  }

  private final List<Align> aligns;
  private final int[] widths;

  /**
   * Sets the widths of the columns.
   *
   * @param rows of cells that must fit, one for each column
   */
  public TextTable(List<Align> aligns, List<List<String>> rows) {
    this.aligns = List.copyOf(aligns);
    widths =
        IntStream.range(0, aligns.size())
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toArray();
  }

  /** Returns a row as a line, without a line break. */
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
