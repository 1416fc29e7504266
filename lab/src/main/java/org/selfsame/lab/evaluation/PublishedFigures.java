package org.selfsame.lab.evaluation;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Figures from the papers, to show beside rows. */
public final class PublishedFigures {
  /**
   * A figure.
   *
   * @param source the paper and table
   * @param psnr the PSNR in dB
   * @param ssim the SSIM, if published
   */
  public record Figure(String source, double psnr, OptionalDouble ssim) {}

  /**
   * What a figure was measured on.
   *
   * @param channels the kind of images, as in {@link Row#channels}
   * @param noise the form of the noise, for denoising
   * @param method the name in tables
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

  /** Returns the published figure for a row's kind of method, set and level, if any. */
  public static Optional<Figure> of(Row row) {
    return row.cell().method().publishedName().map(method -> FIGURES.get(keyOf(row, method)));
  }

  /** Returns the published figures of all methods for a row's set and level, by method. */
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

  /** Returns one name for all the names of a set. */
  static String canonical(String set) {
    String name = set.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "bsd100", "bsds100" -> "b100";
      case "set68" -> "bsd68";
      default -> name;
    };
  }
}
