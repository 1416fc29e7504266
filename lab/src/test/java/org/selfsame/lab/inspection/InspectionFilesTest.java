package org.selfsame.lab.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.restore.Inspection;

/** Pictures of neighborhoods of 5x5 pixels, which are enlarged 40 times. */
class InspectionFilesTest {
  private static final int FACTOR = 40;
  private static final int SIDE = 5 * FACTOR;
  private static final int CELL = SIDE + InspectionFigure.GAP;

  @TempDir private Path folder;

  private Image write(Inspection inspection, Optional<Image> clean) throws IOException {
    Path picture = folder.resolve("a.png");
    InspectionFiles.beside(picture).write(inspection, clean);
    return ImageFiles.read(picture).image();
  }

  /** The color of a pixel of a panel, in a corner of it, where no mark is. */
  private static Color at(Image figure, int panel, int x, int y) {
    int left = InspectionFigure.MARGIN + panel % InspectionFigure.PANELS_OF_ROW * CELL;
    int row = panel / InspectionFigure.PANELS_OF_ROW;
    int top = InspectionFigure.MARGIN + row * (CELL + InspectionFigure.CAPTION);
    int v = top + y * FACTOR + 2;
    int u = left + x * FACTOR + 2;
    return new Color(
        Math.round(255 * figure.get(0, v, u)),
        Math.round(255 * figure.get(1, v, u)),
        Math.round(255 * figure.get(2, v, u)));
  }

  private static Color gray(int value) {
    return new Color(value, value, value);
  }

  private static float[] weights(int index, float weight) {
    float[] weights = new float[25];
    weights[index] = weight;
    return weights;
  }

  @Test
  void thePictureShowsTheNeighborhoodAndTheMaps() throws IOException {
    Neighborhood around = new Neighborhood(2, 3, 5, 5);
    Image noisy = Inspections.ramp(12, 10);
    Image clean = noisy.copy();
    clean.plane(0)[2 * 12 + 3] = 1;
    Inspection inspection =
        Inspections.of(
            noisy, 5, 4, Inspections.maps(around, weights(4, 0.8f), weights(20, 0.2f)), List.of());
    Image figure = write(inspection, Optional.of(clean));
    for (int y : new int[] {0, 4}) {
      for (int x : new int[] {0, 4}) {
        assertThat(at(figure, 0, x, y)).isEqualTo(gray((2 + y) * 12 + 3 + x));
      }
    }
    assertThat(at(figure, 1, 0, 0)).isEqualTo(Color.WHITE);
    assertThat(at(figure, 1, 1, 0)).isEqualTo(gray(28));
    assertThat(at(figure, 2, 4, 0)).isEqualTo(Viridis.of(1));
    assertThat(at(figure, 2, 0, 4)).isEqualTo(Viridis.of(0));
    assertThat(at(figure, 3, 0, 4)).isEqualTo(Viridis.of(0.5)); // the root of a quarter
    assertThat(at(figure, 3, 4, 0)).isEqualTo(Viridis.of(0));
    assertThat(figure.width()).isBetween(4 * CELL, 4 * CELL + 150);
    assertThat(figure.height()).isBetween(SIDE + 40, SIDE + 80);
    assertThat(red(figure, 0)).as("the pixel").isTrue();
    assertThat(red(figure, 2)).as("only around it").isFalse();
  }

  /** Whether the middle of a panel is a red point. */
  private static boolean red(Image figure, int panel) {
    int y = InspectionFigure.MARGIN + SIDE / 2;
    int x = InspectionFigure.MARGIN + panel * CELL + SIDE / 2;
    return figure.get(0, y, x) > 0.8 && figure.get(1, y, x) < 0.2;
  }

  @Test
  void beyondTheBorderTheOppositeOneIsShown() throws IOException {
    Inspection inspection =
        Inspections.of(
            Inspections.ramp(12, 10),
            1,
            0,
            Inspections.maps(new Neighborhood(-2, -1, 5, 5), weights(0, 1)),
            List.of());
    Image figure = write(inspection, Optional.empty());
    assertThat(at(figure, 0, 0, 0)).isEqualTo(gray(8 * 12 + 11));
    assertThat(at(figure, 0, 4, 4)).isEqualTo(gray(2 * 12 + 3));
  }

  @Test
  void theCleanImageIsShownWhereTheTileLies() throws IOException {
    Image rgb = new Image(12, 10, ramp(), ramp(), ramp());
    Inspection whole =
        Inspections.of(
            Inspections.ramp(12, 10).crop(4, 2, 8, 8),
            2,
            2,
            Inspections.maps(new Neighborhood(0, 0, 5, 5), weights(0, 1)),
            List.of());
    Inspection tile = new Inspection(whole.given(), whole.kind(), 25, 4, 2, 2, 2, whole.maps());
    Image figure = write(tile, Optional.of(rgb));
    assertThat(at(figure, 0, 4, 4)).isEqualTo(gray(6 * 12 + 8));
    assertThat(at(figure, 1, 4, 4)).isEqualTo(gray(6 * 12 + 8));
  }

  private static float[] ramp() {
    return Inspections.ramp(12, 10).plane(0);
  }

  @Test
  void manyStatesAreShownInRows() throws IOException {
    List<float[]> states = new ArrayList<>(Collections.nCopies(11, weights(0, 0.5f)));
    states.add(weights(4, 0.5f));
    Inspection inspection =
        Inspections.of(
            Inspections.ramp(12, 10),
            5,
            4,
            Inspections.maps(new Neighborhood(2, 3, 5, 5), states.toArray(float[][]::new)),
            List.of());
    Image figure = write(inspection, Optional.empty());
    assertThat(at(figure, 11, 0, 0)).isEqualTo(Viridis.of(1));
    assertThat(at(figure, 12, 0, 0)).isEqualTo(Viridis.of(0));
    assertThat(at(figure, 12, 4, 0)).isEqualTo(Viridis.of(1));
  }

  @Test
  void weightsMayBeNegativeOrAllZero() throws IOException {
    float[] weights = weights(0, -1);
    weights[4] = 3;
    Neighborhood around = new Neighborhood(2, 3, 5, 5);
    Image noisy = Inspections.ramp(12, 10);
    Image figure =
        write(
            Inspections.of(noisy, 5, 4, Inspections.maps(around, weights), List.of()),
            Optional.empty());
    assertThat(at(figure, 1, 0, 0)).isEqualTo(Viridis.of(0));
    assertThat(at(figure, 1, 4, 4)).isEqualTo(Viridis.of(0.25));
    assertThat(at(figure, 1, 4, 0)).isEqualTo(Viridis.of(1));
    Image zero =
        write(
            Inspections.of(noisy, 5, 4, Inspections.maps(around, new float[25]), List.of()),
            Optional.empty());
    assertThat(at(zero, 1, 4, 4)).isEqualTo(Viridis.of(0));
  }

  /** An image of 5x5 pixels, which the network continues to 6x6. */
  @Test
  void masksAreShownBelowAndKeptWhole() throws IOException {
    float[] attention = new float[36];
    attention[4] = 0.25f;
    Image mask = new Image(6, 6, new float[36], new float[36]);
    Arrays.fill(mask.plane(0), 0.5f);
    Inspection inspection =
        Inspections.of(
            Inspections.ramp(5, 5),
            2,
            2,
            Inspections.maps(new Neighborhood(0, 0, 6, 6), attention, attention),
            List.of(mask, mask));
    Path picture = folder.resolve("b.png");
    InspectionFiles files = InspectionFiles.beside(picture);
    assertThat(files.write(inspection, Optional.empty()))
        .containsExactly(picture, folder.resolve("b.npy"), folder.resolve("b_masks.npy"));
    Image figure = ImageFiles.read(picture).image();
    assertThat(at(figure, 0, 4, 4)).isEqualTo(gray(24));
    assertThat(at(figure, 1, 4, 0)).isEqualTo(Viridis.of(1));
    assertThat(at(figure, InspectionFigure.PANELS_OF_ROW, 0, 0)).isEqualTo(Viridis.of(0.25));
    assertThat(shapeOf(files.weights())).isEqualTo("(2, 6, 6,)");
    assertThat(shapeOf(files.masks())).isEqualTo("(2, 2, 6, 6,)");
  }

  /** 5x5 pixels are 3x3 squares, the last of which are half beyond the image. */
  @Test
  void squaresOfPixelsAreDrawnWhereTheirPixelsAre() throws IOException {
    float[] weights = new float[9];
    weights[1] = 1; // columns 2 and 3 of rows 0 and 1
    weights[8] = 0.25f; // the last column and row
    Inspection inspection =
        Inspections.of(
            Inspections.ramp(5, 5),
            1,
            4,
            Inspections.folded(2, new Neighborhood(0, 0, 6, 6), weights),
            List.of());
    Image figure = write(inspection, Optional.empty());
    assertThat(at(figure, 0, 4, 4)).isEqualTo(gray(24));
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 5; x++) {
        boolean first = y < 2 && (x == 2 || x == 3);
        boolean last = y == 4 && x == 4;
        if (y != 4 || x > 2) { // where no mark is
          assertThat(at(figure, 1, x, y))
              .as("x %d, y %d", x, y)
              .isEqualTo(Viridis.of(first ? 1 : last ? 0.5 : 0));
        }
      }
    }
    assertThat(shapeOf(folder.resolve("a.npy"))).isEqualTo("(1, 3, 3,)");
  }

  /** The last row of squares of 5 rows is half mirrored: below row 4 there is row 3. */
  @Test
  void whatANetworkMirrorsIsShownWhereANeighborhoodReachesThere() throws IOException {
    Inspection inspection =
        Inspections.of(
            Inspections.ramp(12, 5),
            6,
            4,
            Inspections.folded(2, new Neighborhood(2, 4, 4, 4), new float[4]),
            List.of());
    FirstPanel panel = new FirstPanel(write(inspection, Optional.empty()), 4);
    assertThat(panel.gray(0, 0)).isEqualTo(2 * 12 + 4);
    assertThat(panel.gray(0, 2)).isEqualTo(4 * 12 + 4);
    assertThat(panel.gray(0, 3)).isEqualTo(3 * 12 + 4);
    Inspection circular =
        Inspections.of(
            Inspections.ramp(12, 5),
            6,
            0,
            Inspections.folded(2, new Neighborhood(-2, 4, 4, 4), new float[4]),
            List.of());
    panel = new FirstPanel(write(circular, Optional.empty()), 4);
    assertThat(panel.gray(0, 0)).isEqualTo(4 * 12 + 4);
    assertThat(panel.gray(0, 1)).isEqualTo(3 * 12 + 4);
    assertThat(panel.gray(0, 2)).isEqualTo(4);
  }

  /** The first panel of a figure, of so many pixels a side. */
  private record FirstPanel(Image figure, int side) {
    int gray(int x, int y) {
      int factor = 200 / side;
      int v = InspectionFigure.MARGIN + y * factor + 2;
      int u = InspectionFigure.MARGIN + x * factor + 2;
      return Math.round(255 * figure.get(0, v, u));
    }
  }

  private static String shapeOf(Path npy) throws IOException {
    String header = new String(Files.readAllBytes(npy), StandardCharsets.ISO_8859_1);
    return header.substring(header.indexOf('('), header.indexOf(')') + 1);
  }

  @Test
  void aNetworkWithoutMasksHasNoFileOfThem() throws IOException {
    Inspection inspection =
        Inspections.of(
            Inspections.ramp(12, 10),
            5,
            4,
            Inspections.maps(new Neighborhood(2, 3, 5, 5), weights(0, 1)),
            List.of());
    write(inspection, Optional.empty());
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a.png", "a.npy");
    }
  }

  @Test
  void aNarrowNeighborhoodHasRoomForItsCaption() throws IOException {
    Inspection inspection =
        Inspections.of(
            Inspections.ramp(1, 200),
            0,
            4,
            Inspections.maps(new Neighborhood(0, 0, 200, 1), new float[200]),
            List.of());
    assertThat(write(inspection, Optional.empty()).width()).isGreaterThan(130);
  }

  @Test
  void withoutFontsThePictureHasNoLettersAndIsOtherwiseTheSame() {
    Inspection inspection =
        Inspections.of(
            Inspections.ramp(12, 10),
            5,
            4,
            Inspections.maps(new Neighborhood(2, 3, 5, 5), weights(4, 0.8f)),
            List.of());
    Image lettered = InspectionFigure.of(inspection, Optional.empty(), true);
    Image plain = InspectionFigure.of(inspection, Optional.empty(), false);
    assertThat(at(plain, 1, 4, 0)).isEqualTo(at(lettered, 1, 4, 0)).isEqualTo(Viridis.of(1));
    assertThat(darkBelow(lettered)).isTrue();
    assertThat(darkBelow(plain)).isFalse();
  }

  /** Whether anything is written below the panels. */
  private static boolean darkBelow(Image figure) {
    for (int y = InspectionFigure.MARGIN + SIDE; y < figure.height(); y++) {
      for (int x = 0; x < figure.width(); x++) {
        if (figure.get(0, y, x) < 0.5) {
          return true;
        }
      }
    }
    return false;
  }
}
