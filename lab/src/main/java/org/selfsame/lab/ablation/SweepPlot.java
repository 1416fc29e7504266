package org.selfsame.lab.ablation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.selfsame.lab.evaluation.Row;
import org.selfsame.lab.plot.LinePlot;

/** Draws a figure of the study: PSNR over the varied value. */
public final class SweepPlot {
  private SweepPlot() {}

  /**
   * Writes a PNG and an SVG with one line per measured set, or one line for the held-out images.
   * Writes nothing as long as no variant has a figure.
   *
   * @param base the path of both, without the extension
   * @throws IOException if they cannot be written
   */
  public static void write(AblationTable table, Path base) throws IOException {
    List<Outcome> outcomes =
        table.outcomes().stream().filter(o -> Double.isFinite(o.psnr())).toList();
    if (outcomes.isEmpty()) {
      return;
    }
    List<LinePlot.Line> lines = new ArrayList<>();
    List<Row> sets = outcomes.get(0).rows();
    for (int i = 0; i < sets.size(); i++) {
      int set = i;
      lines.add(line(sets.get(i).cell().set().name(), outcomes, o -> o.rows().get(set).psnr()));
    }
    if (lines.isEmpty()) {
      lines.add(line("held-out images", outcomes, Outcome::heldOut));
    }
    LinePlot plot =
        new LinePlot(
            table.study().title(),
            table.study() == Study.FIGURE5 ? "q" : "T",
            outcomes.stream().mapToInt(o -> o.variant().value().orElseThrow()).min().orElseThrow(),
            lines);
    plot.writePng(base.resolveSibling(base.getFileName() + ".png"));
    plot.writeSvg(base.resolveSibling(base.getFileName() + ".svg"));
  }

  private static LinePlot.Line line(
      String name, List<Outcome> outcomes, ToDoubleFunction<Outcome> psnr) {
    double[] x = outcomes.stream().mapToDouble(o -> o.variant().value().orElseThrow()).toArray();
    double[] values = outcomes.stream().mapToDouble(psnr).toArray();
    return new LinePlot.Line(name, x, values, Arrays.stream(values).min().orElseThrow(), true);
  }
}
