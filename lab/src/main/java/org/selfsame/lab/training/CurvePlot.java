package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the curves of a training. */
final class CurvePlot {
  private CurvePlot() {}

  /** Writes a PNG of PSNR over steps, of patches and of validation; nothing for under two rows. */
  static void write(List<Progress> rows, String title, Path png) throws IOException {
    List<Progress> validated =
        rows.stream().filter(row -> !Double.isNaN(row.validationPsnr())).toList();
    if (rows.size() < 2) {
      return;
    }
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(500)
            .title(title)
            .xAxisTitle("steps")
            .yAxisTitle("PSNR (dB)")
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideSE);
    add(chart, "training patches", rows, rows.stream().mapToDouble(Progress::trainPsnr).toArray());
    if (!validated.isEmpty()) {
      add(
          chart,
          "held-out images",
          validated,
          validated.stream().mapToDouble(Progress::validationPsnr).toArray());
    }
    Path beside = png.resolveSibling(png.getFileName() + ".tmp");
    try (var out = Files.newOutputStream(beside)) {
      BitmapEncoder.saveBitmap(chart, out, BitmapEncoder.BitmapFormat.PNG);
    }
    Files.move(beside, png, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void add(XYChart chart, String name, List<Progress> rows, double[] values) {
    double[] steps = rows.stream().mapToDouble(Progress::step).toArray();
    chart.addSeries(name, steps, values).setMarker(SeriesMarkers.NONE);
  }
}
