package org.selfsame.lab.training;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.selfsame.image.FileReplacement;

/** Draws the curves of a training. */
final class CurvePlot {
  private static final Color BLUE = new Color(0x4c78a8);
  private static final Color RED = new Color(0xe45756);
  private static final Color GRID = new Color(0xdddddd);

  /** What is shown below the best value, at most. */
  private static final double SHOWN_DB = 10;

  private CurvePlot() {}

  /** One curve over steps; both arrays have the same length. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Curve(String name, double[] steps, double[] values, Color color, Marker marker) {
    static Curve of(
        String name,
        List<Progress> rows,
        ToDoubleFunction<Progress> value,
        Color color,
        Marker marker) {
      List<Progress> finite =
          rows.stream().filter(row -> Double.isFinite(value.applyAsDouble(row))).toList();
      return new Curve(
          name,
          finite.stream().mapToDouble(Progress::step).toArray(),
          finite.stream().mapToDouble(value).toArray(),
          color,
          marker);
    }

    double best() {
      return Arrays.stream(values).max().orElseThrow();
    }
  }

  /**
   * Writes a PNG of PSNR over steps, of patches and of validation; nothing while there is no number
   * yet. The first steps, of a network that knows little, may lie below the plot.
   */
  static void write(List<Progress> rows, String title, Path png) throws IOException {
    List<Curve> curves =
        Stream.of(
                Curve.of("training patches", rows, Progress::trainPsnr, BLUE, SeriesMarkers.NONE),
                Curve.of(
                    "held-out images", rows, Progress::validationPsnr, RED, SeriesMarkers.CIRCLE))
            .filter(curve -> curve.steps.length > 0)
            .toList();
    if (!curves.isEmpty()) {
      BufferedImage image = BitmapEncoder.getBufferedImage(chart(curves, title));
      FileReplacement.write(png, out -> encode(image, out));
    }
  }

  /**
   * The stream that ImageIO would make by itself cannot be made while the JVM is exiting, which is
   * when a training that was stopped comes here.
   */
  private static void encode(BufferedImage image, OutputStream out) throws IOException {
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", stream);
    }
  }

  private static XYChart chart(List<Curve> curves, String title) {
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(600)
            .title(title)
            .xAxisTitle("steps")
            .yAxisTitle("PSNR (dB)")
            .build();
    chart
        .getStyler()
        .setLegendPosition(Styler.LegendPosition.InsideSE)
        .setChartBackgroundColor(Color.WHITE)
        .setMarkerSize(7);
    chart
        .getStyler()
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setXAxisMin(0.0)
        .setXAxisDecimalPattern("#,##0")
        .setYAxisDecimalPattern("0.0")
        .setYAxisMin(
            Math.floor(curves.stream().mapToDouble(CurvePlot::bottom).min().orElseThrow() - 0.1))
        .setYAxisMax(Math.ceil(curves.stream().mapToDouble(Curve::best).max().orElseThrow() + 0.1));
    for (Curve curve : curves) {
      chart
          .addSeries(curve.name, curve.steps, curve.values)
          .setMarker(curve.marker)
          .setMarkerColor(curve.color)
          .setLineColor(curve.color);
    }
    return chart;
  }

  /** The lowest value that matters: not of the first tenth, nor far below the best. */
  private static double bottom(Curve curve) {
    double[] values = curve.values.clone();
    Arrays.sort(values);
    return Math.max(values[values.length / 10], curve.best() - SHOWN_DB);
  }
}
