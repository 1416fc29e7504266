package org.selfsame.lab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.selfsame.system.FileReplacement;

/**
 * Lines of PSNR over something that varies.
 *
 * @param xTitle what varies
 * @param xFrom where its axis begins; it ends at the last point
 * @param lines at least one
 */
public record LinePlot(String title, String xTitle, double xFrom, List<Line> lines) {
  private static final Color BLUE = new Color(0x4c78a8);
  private static final Color RED = new Color(0xe45756);
  private static final Color GREEN = new Color(0x54a24b);
  private static final Color PURPLE = new Color(0xb279a2);
  private static final List<Color> COLORS = List.of(BLUE, RED, GREEN, PURPLE);
  private static final Color GRID = new Color(0xdddddd);

  /**
   * One line; both arrays have the same length, at least 1, and finite numbers.
   *
   * @param psnr in dB
   * @param shownFrom the lowest value that must be visible, in dB; lower ones may be cut off
   * @param marked whether each point has a mark
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Line(String name, double[] x, double[] psnr, double shownFrom, boolean marked) {
    double best() {
      return Arrays.stream(psnr).max().orElseThrow();
    }
  }

  /** Copies the lines. */
  public LinePlot {
    lines = List.copyOf(lines);
  }

  /**
   * Writes it as a PNG of 1000x600 pixels.
   *
   * @throws IOException if the file cannot be written
   */
  public void writePng(Path file) throws IOException {
    BufferedImage image = BitmapEncoder.getBufferedImage(chart());
    FileReplacement.write(file, out -> encode(image, out));
  }

  /**
   * Writes it as an SVG.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeSvg(Path file) throws IOException {
    XYChart chart = chart();
    FileReplacement.write(
        file, out -> VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG));
  }

  /**
   * ImageIO cannot open its own stream while the JVM is exiting, which is when a stopped training
   * draws its curves.
   */
  private static void encode(BufferedImage image, OutputStream out) throws IOException {
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", stream);
    }
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(600)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle("PSNR (dB)")
            .build();
    double lowest = lines.stream().mapToDouble(Line::shownFrom).min().orElseThrow();
    double best = lines.stream().mapToDouble(Line::best).max().orElseThrow();
    // Whole decibels, unless the range is less than one.
    double unit = best - lowest < 1 ? 0.1 : 1;
    chart
        .getStyler()
        .setLegendPosition(Styler.LegendPosition.InsideSE)
        .setChartBackgroundColor(Color.WHITE)
        .setMarkerSize(7);
    chart
        .getStyler()
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setXAxisMin(xFrom)
        .setXAxisDecimalPattern("#,##0")
        .setYAxisDecimalPattern(unit < 1 ? "0.00" : "0.0")
        .setYAxisMin(unit * Math.floor((lowest - 0.1 * unit) / unit))
        .setYAxisMax(unit * Math.ceil((best + 0.1 * unit) / unit));
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      Color color = COLORS.get(i % COLORS.size());
      chart
          .addSeries(line.name, line.x, line.psnr)
          .setMarker(line.marked ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
          .setMarkerColor(color)
          .setLineColor(color);
    }
    return chart;
  }
}
