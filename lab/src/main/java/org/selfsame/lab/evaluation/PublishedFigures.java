package org.selfsame.lab.evaluation;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The figures of the papers that rows are shown beside. */
public final class PublishedFigures {
  /**
   * A figure.
   *
   * @param source paper and table
   * @param psnr in dB
   * @param ssim where it is published
   */
  public record Figure(String source, double psnr, OptionalDouble ssim) {}

  /**
   * What a figure is of.
   *
   * @param channels as {@link Row#channels} has it
   * @param noise its form, of denoising
   * @param method as tables call it
   */
  private record Key(
      String task, String channels, String noise, String set, String level, String method) {}

  private static final Map<Key, Figure> FIGURES = read();

  private PublishedFigures() {}

  private static Map<Key, Figure> read() {
    Map<Key, Figure> figures = new LinkedHashMap<>();
    for (var cells : DataLines.read("published.txt", 9)) {
      Key key =
          new Key(
              cells.get(1),
              cells.get(2),
              cells.get(3),
              canonical(cells.get(4)),
              cells.get(5),
              cells.get(6));
      String ssim = cells.get(8);
      figures.putIfAbsent(
          key,
          new Figure(
              cells.get(0),
              Double.parseDouble(cells.get(7)),
              ssim.isEmpty()
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(Double.parseDouble(ssim))));
    }
    return figures;
  }

  /** Returns what is published of a row's kind of method, set and level, if anything is. */
  public static Optional<Figure> of(Row row) {
    return row.cell().method().publishedName().map(method -> FIGURES.get(keyOf(row, method)));
  }

  /** Returns what is published of any method for a row's set and level, by method. */
  public static Map<String, Figure> beside(Row row) {
    Map<String, Figure> beside = new LinkedHashMap<>();
    FIGURES.forEach(
        (key, figure) -> {
          if (key.equals(keyOf(row, key.method))) {
            beside.put(key.method, figure);
          }
        });
    return beside;
  }

  private static Key keyOf(Row row, String method) {
    Condition condition = row.cell().condition();
    return new Key(
        condition.task().name(),
        row.channels(),
        condition.degradation().variant(),
        canonical(row.cell().set().name()),
        condition.level(),
        method);
  }

  /** Returns one name for all those of a set. */
  static String canonical(String set) {
    String name = set.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "bsd100", "bsds100" -> "b100";
      case "set68" -> "bsd68";
      default -> name;
    };
  }
}
