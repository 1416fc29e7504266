package org.selfsame.lab.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.selfsame.degradation.GaussianNoise;

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
              cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5), cells.get(6));
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
    Condition condition = row.cell().condition();
    return row.cell()
        .method()
        .publishedName()
        .map(
            method ->
                FIGURES.get(
                    new Key(
                        condition.task().toString(),
                        row.channels(),
                        formOf(condition),
                        row.cell().set().name(),
                        condition.level(),
                        method)));
  }

  private static String formOf(Condition condition) {
    if (!(condition.degradation() instanceof GaussianNoise noise)) {
      return "";
    }
    return noise.form() == GaussianNoise.Form.FLOAT ? "float" : "8bit";
  }
}
