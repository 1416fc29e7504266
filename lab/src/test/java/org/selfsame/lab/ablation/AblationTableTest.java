package org.selfsame.lab.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.network.NlrnConfig;

class AblationTableTest {
  @TempDir private Path folder;

  private static AblationTable table(Study study, List<Integer> values, double... heldOut) {
    List<Variant> variants = study.variants(NlrnConfig.PAPER, values);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < heldOut.length; i++) {
      Variant variant = variants.get(i);
      outcomes.add(
          Double.isNaN(heldOut[i])
              ? Outcome.failed(variant, "it diverged")
              : new Outcome(variant, 330_625, 1000, 2.5, heldOut[i], List.of(), Optional.empty()));
    }
    return new AblationTable(study, outcomes);
  }

  @Test
  void aTableHasRanksBesideThePapers() {
    AblationTable table = table(Study.TABLE2, List.of(), 29.1, 28, 29.5, Double.NaN, 29.4, 29.6);
    assertThat(table.titles())
        .containsExactly(
            "variant", "weights", "steps", "minutes", "held out", "rank", "paper", "paper's rank");
    assertThat(table.rows().get(0))
        .containsExactly(
            "NLRN w/o parameter sharing", "330,625", "1,000", "2.5", "29.10", "4", "30.65", "5");
    assertThat(table.rows().get(3))
        .containsExactly(
            "non-local module in every 3 states", "", "", "", "failed", "", "30.72", "4");
    assertThat(table.rows())
        .extracting(row -> row.get(5))
        .containsExactly("4", "5", "2", "", "3", "1");
    assertThat(table.order())
        .isEqualTo(
            """
            Order: NLRN > non-local module in every other state > NLRN w/o propagating correlations > NLRN w/o parameter sharing > RNN with same parameter no.
            The paper's: NLRN > NLRN w/o propagating correlations > non-local module in every other state > non-local module in every 3 states > NLRN w/o parameter sharing > RNN with same parameter no.
            9 of 10 pairs are in the paper's order.""");
    assertThat(table.markdown()).contains("non-local module in every 3 states: it diverged");
  }

  @Test
  void barsOfFormulasDoNotEndTheCellsOfMarkdown() {
    AblationTable table = table(Study.TABLE1, List.of(), 29, 28);
    assertThat(table.markdown())
        .contains("| variant | phi(Xi, Xj) | weights |")
        .contains("|---|---|---:|")
        .contains("exp(-\\|Xi - Xj\\|^2 / h^2)");
    assertThat(table.csv().lines())
        .hasSize(3)
        .contains("dot product,Xi Xj^T,\"330,625\",\"1,000\",2.5,28.00,2,30.68,2");
  }

  @Test
  void aFigureIsDrawnAsPngAndSvg() throws Exception {
    AblationTable table = table(Study.FIGURE6, List.of(3, 6, 12), 29, 29.4, 29.5);
    SweepPlot.write(table, folder.resolve("fig6"));
    Image png = ImageFiles.read(folder.resolve("fig6.png")).image();
    assertThat(png.width()).isEqualTo(1000);
    assertThat(count(png, 0x4c, 0x78, 0xa8)).isGreaterThan(500);
    var factory = DocumentBuilderFactory.newInstance();
    // It names a DTD, which is not to be fetched.
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    var svg = factory.newDocumentBuilder().parse(Files.newInputStream(folder.resolve("fig6.svg")));
    assertThat(svg.getDocumentElement().getNodeName()).isEqualTo("svg");
    assertThat(svg.getElementsByTagName("ellipse").getLength())
        .as("points, and one of the legend")
        .isEqualTo(4);
  }

  @Test
  void withoutAFigureNothingIsDrawn() throws IOException {
    SweepPlot.write(
        table(Study.FIGURE6, List.of(3, 6), Double.NaN, Double.NaN), folder.resolve("fig6"));
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static int count(Image image, int red, int green, int blue) {
    int count = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        if (Math.round(255 * image.get(0, y, x)) == red
            && Math.round(255 * image.get(1, y, x)) == green
            && Math.round(255 * image.get(2, y, x)) == blue) {
          count++;
        }
      }
    }
    return count;
  }
}
