package org.selfsame.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;

class CurvePlotTest {
  @TempDir private Path folder;

  @Test
  void aPlotShowsBothCurvesAndItsRangeIsThatOfTheLaterSteps() throws IOException {
    List<Progress> rows = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      double trained = i == 1 ? 4 : 27 - 4 / Math.sqrt(i) + 0.4 * Math.sin(3 * i);
      double validated = i % 10 == 0 ? 30 - 3 / Math.sqrt(i) : Double.NaN;
      rows.add(new Progress(100L * i, i, 0.5, trained, 1, 1e-3, 5, validated));
    }
    Image plot = plot(rows);
    assertThat(plot.width()).isEqualTo(1000);
    assertThat(plot.height()).isEqualTo(600);
    // From 25 dB or so to 30: the half dB that validation gains is 40 rows and more, not 10.
    assertThat(heightOf(plot, 0xe4, 0x57, 0x56)).isGreaterThan(40);
    assertThat(heightOf(plot, 0x4c, 0x78, 0xa8)).isGreaterThan(150);
  }

  @Test
  void figuresThatAreNotFiniteAreLeftOut() throws IOException {
    Image plot =
        plot(
            List.of(
                new Progress(1, 1, 0, Double.POSITIVE_INFINITY, 1, 1, 1, Double.NaN),
                new Progress(2, 1, 0, Double.NaN, 1, 1, 1, Double.POSITIVE_INFINITY),
                new Progress(3, 1, 0, 25, 1, 1, 1, 25)));
    assertThat(heightOf(plot, 0xe4, 0x57, 0x56)).isPositive();
  }

  @Test
  void withoutAFigureThereIsNoPlot() throws IOException {
    Path png = folder.resolve("curves.png");
    CurvePlot.write(List.of(), "none", png);
    CurvePlot.write(List.of(new Progress(1, 1, 0, Double.NaN, 1, 1, 1, Double.NaN)), "none", png);
    assertThat(png).doesNotExist();
  }

  @Test
  void aPlotTakesThePlaceOfTheOneBeforeAndLeavesNothingElse() throws IOException {
    List<Progress> rows = List.of(new Progress(1, 1, 0, 20, 1, 1, 1, 22));
    plot(rows);
    plot(rows);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  private Image plot(List<Progress> rows) throws IOException {
    Path png = folder.resolve("curves.png");
    CurvePlot.write(rows, "nlrn, 4 channels", png);
    return ImageFiles.read(png).image();
  }

  /** Returns over how many rows there are pixels of a color, the legend left out. */
  private static int heightOf(Image plot, int red, int green, int blue) {
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int y = 0; y < plot.height(); y++) {
      for (int x = 0; x < plot.width(); x++) {
        boolean legend = x > 780 && y > 440;
        if (!legend
            && Math.round(255 * plot.get(0, y, x)) == red
            && Math.round(255 * plot.get(1, y, x)) == green
            && Math.round(255 * plot.get(2, y, x)) == blue) {
          first = Math.min(first, y);
          last = y;
        }
      }
    }
    return last < 0 ? 0 : last - first + 1;
  }
}
