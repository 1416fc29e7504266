package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.selfsame.lab.plot.LinePlot;

/** Draws the curves of a training. */
final class CurvePlot {
  /** The range that is shown below the best value, at most. */
  private static final double SHOWN_DB = 10;

  private CurvePlot() {}

  /**
   * Writes a PNG of PSNR over steps, of patches and of validation; nothing while there are no
   * numbers. The first steps, of a network that knows little, may lie below the plot.
   */
  static void write(List<Progress> rows, String title, Path png) throws IOException {
    List<LinePlot.Line> lines =
        Stream.of(
                line("training patches", rows, Progress::trainPsnr, false),
                line("held-out images", rows, Progress::validationPsnr, true))
            .flatMap(Optional::stream)
            .toList();
    if (!lines.isEmpty()) {
      new LinePlot(title, "steps", 0, lines).writePng(png);
    }
  }

  private static Optional<LinePlot.Line> line(
      String name, List<Progress> rows, ToDoubleFunction<Progress> value, boolean marked) {
    List<Progress> finite =
        rows.stream().filter(row -> Double.isFinite(value.applyAsDouble(row))).toList();
    if (finite.isEmpty()) {
      return Optional.empty();
    }
    double[] steps = finite.stream().mapToDouble(Progress::step).toArray();
    double[] values = finite.stream().mapToDouble(value).toArray();
    return Optional.of(new LinePlot.Line(name, steps, values, bottom(values), marked));
  }

  /** The lowest value that matters: not of the first tenth, nor far below the best. */
  private static double bottom(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Math.max(sorted[sorted.length / 10], sorted[sorted.length - 1] - SHOWN_DB);
  }
}
