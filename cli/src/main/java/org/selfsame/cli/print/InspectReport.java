package org.selfsame.cli.print;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.selfsame.cli.print.TextTable.Align;
import org.selfsame.image.Image;
import org.selfsame.lab.inspection.MapFigures;
import org.selfsame.model.Model;
import org.selfsame.network.CorrelationMap;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.restore.Inspection;

/**
 * Reports what was inspected and what the network averages for the pixel.
 *
 * @param written the picture, the weights, and the masks if there are any
 */
public record InspectReport(
    Path input,
    List<Path> written,
    int x,
    int y,
    Model model,
    Level level,
    Inspection inspection,
    double seconds) {
  /**
   * The noise level.
   *
   * @param noise in the image, as given or estimated
   * @param estimate that it is taken from, if it was not given
   * @param told to the model
   */
  public record Level(double noise, Optional<NoiseLevel> estimate, double told) {
    /** For a model that does not denoise. */
    public static final Level NONE = new Level(0, Optional.empty(), 0);
  }

  private static final List<Align> ALIGNS =
      List.of(Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT);

  public void printText(PrintWriter out) {
    String results = written.stream().map(Path::toString).collect(Collectors.joining(", "));
    out.printf(Locale.ROOT, "%s -> %s (%.1f s)%n", input, results, seconds);
    Image given = inspection.given();
    CorrelationMap first = inspection.maps().correlations().get(0);
    Neighborhood around = first.neighborhood();
    out.printf("pixel         x %d, y %d%n", x, y);
    out.printf("model         %s, %s%n", model.name(), stages());
    out.printf(
        "given         %s, %dx%d pixels from x %d, y %d%s%n",
        inspection.kind(),
        given.width(),
        given.height(),
        inspection.left(),
        inspection.top(),
        noise());
    out.printf(
        "neighborhood  %dx%d pixels from x %d, y %d%s%n",
        around.width(),
        around.height(),
        inspection.left() + around.left(),
        inspection.top() + around.top(),
        first.fold() == 1 ? "" : ", in squares of %1$dx%1$d".formatted(first.fold()));
    printTable(first.weights().width() * first.weights().height(), out);
    out.flush();
  }

  private void printTable(int weights, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    double most = Math.log(weights) / Math.log(2);
    rows.add(
        List.of(
            isRnan() ? "block" : "state",
            "own weight",
            "largest other",
            "at",
            "entropy (of %s bits)".formatted(bits(most))));
    for (CorrelationMap map : inspection.maps().correlations()) {
      MapFigures figures = MapFigures.of(map, inspection);
      rows.add(
          List.of(
              Integer.toString(figures.stage()),
              weight(figures.own()),
              weight(figures.largest()),
              "%+d,%+d".formatted(figures.largestX(), figures.largestY()),
              bits(figures.entropy())));
    }
    TextTable table = new TextTable(ALIGNS, rows);
    rows.forEach(row -> out.println(table.line(row)));
  }

  private boolean isRnan() {
    return model.network().config() instanceof RnanConfig;
  }

  /** Returns which states or blocks compare pixels. */
  private String stages() {
    List<CorrelationMap> maps = inspection.maps().correlations();
    int all =
        model.network().config() instanceof NlrnConfig nlrn
            ? nlrn.steps()
            : inspection.maps().masks().size();
    return "which compares pixels in %d of %d %s"
        .formatted(maps.size(), all, isRnan() ? "blocks" : "states");
  }

  private String noise() {
    if (level.equals(Level.NONE)) {
      return "";
    }
    String told =
        inspection.told() == level.noise ? "" : ", told " + NumberText.level(inspection.told());
    return ", sigma "
        + level.estimate.map(EstimateText::of).orElseGet(() -> NumberText.level(level.noise))
        + told;
  }

  private static String weight(double weight) {
    return Double.isNaN(weight) ? "-" : String.format(Locale.ROOT, "%.6f", weight);
  }

  private static String bits(double entropy) {
    return Double.isNaN(entropy) ? "-" : String.format(Locale.ROOT, "%.2f", entropy);
  }

  /** Prints an object for each map. */
  public void printJson(PrintWriter out) {
    Map<String, Object> common = new LinkedHashMap<>();
    common.put("input", input.toString());
    common.put("output", written.get(0).toString());
    common.put("weights", written.get(1).toString());
    if (written.size() > 2) {
      common.put("masks", written.get(2).toString());
    }
    common.put("status", "ok");
    common.put("seconds", Math.round(seconds * 1000) / 1000.0);
    common.put("model", model.name());
    common.put("x", x);
    common.put("y", y);
    common.put("given", inspection.kind());
    if (!level.equals(Level.NONE)) {
      common.put("sigma", level.noise);
      common.put("sigmaTold", inspection.told());
      common.put("sigmaTrust", level.estimate.map(e -> e.trust().toString()).orElse(null));
    }
    for (CorrelationMap map : inspection.maps().correlations()) {
      MapFigures figures = MapFigures.of(map, inspection);
      Neighborhood around = map.neighborhood();
      Map<String, Object> facts = new LinkedHashMap<>(common);
      facts.put(isRnan() ? "block" : "state", figures.stage());
      facts.put("left", inspection.left() + around.left());
      facts.put("top", inspection.top() + around.top());
      facts.put("width", around.width());
      facts.put("height", around.height());
      facts.put("fold", map.fold());
      facts.put("own", figures.own());
      facts.put("largestOther", finite(figures.largest()));
      facts.put("largestX", x + figures.largestX());
      facts.put("largestY", y + figures.largestY());
      facts.put("entropy", finite(figures.entropy()));
      JsonLine.print(facts, out);
    }
  }

  private static Double finite(double number) {
    return Double.isNaN(number) ? null : (Double) number;
  }
}
