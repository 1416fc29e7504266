package org.selfsame.lab.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.restore.Inspection;

/** Of an image of 6x5 pixels. */
class MapFiguresTest {
  private static final Neighborhood INSIDE = new Neighborhood(1, 2, 3, 3);

  private static MapFigures of(Neighborhood around, int x, int y, float... weights) {
    Inspection inspection =
        Inspections.of(Inspections.ramp(6, 5), x, y, Inspections.maps(around, weights), List.of());
    return MapFigures.of(inspection.maps().correlations().get(0), inspection);
  }

  @Test
  void theLargestOtherWeightIsFoundWhereItIs() {
    MapFigures figures = of(INSIDE, 3, 2, 0, 0, 0.125f, 0, 0.5f, 0, 0.25f, 0.125f, 0);
    assertThat(figures.stage()).isEqualTo(1);
    assertThat(figures.own()).isEqualTo(0.5);
    assertThat(figures.largest()).isEqualTo(0.25);
    assertThat(List.of(figures.largestX(), figures.largestY())).containsExactly(-1, 1);
    assertThat(figures.entropy()).isCloseTo(1.75, within(1e-6));
  }

  @Test
  void aPixelAtTheBorderIsNotInTheMiddle() {
    MapFigures moved = of(new Neighborhood(0, 3, 3, 3), 5, 0, 0, 0.75f, 0.25f, 0, 0, 0, 0, 0, 0);
    assertThat(moved.own()).isEqualTo(0.25);
    assertThat(List.of(moved.largestX(), moved.largestY())).containsExactly(-1, 0);
    MapFigures circular = of(new Neighborhood(-1, -1, 3, 3), 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
    assertThat(circular.own()).isEqualTo(1);
    assertThat(circular.entropy()).isZero();
  }

  @Test
  void equalWeightsHaveTheLargestEntropy() {
    float[] weights = new float[9];
    Arrays.fill(weights, 1 / 9f);
    assertThat(of(INSIDE, 3, 2, weights).entropy())
        .isCloseTo(Math.log(9) / Math.log(2), within(1e-5));
  }

  @Test
  void weightsThatDoNotSumToOneHaveNoEntropy() {
    assertThat(of(INSIDE, 3, 2, 0, 0, 0.5f, 0, 0.25f, 0, 0, 0, 0).entropy()).isNaN();
    MapFigures negative = of(INSIDE, 3, 2, -1, -0.5f, 1, -2, 2, -0.5f, -1, 1, 2);
    assertThat(negative.entropy()).isNaN();
    assertThat(negative.largest()).isEqualTo(2);
    assertThat(List.of(negative.largestX(), negative.largestY())).containsExactly(1, 1);
  }

  @Test
  void allOtherWeightsMayBeNegative() {
    MapFigures figures = of(INSIDE, 3, 2, -1, -2, -1, -0.25f, 2, -1, -1, -1, -1);
    assertThat(figures.largest()).isEqualTo(-0.25);
    assertThat(List.of(figures.largestX(), figures.largestY())).containsExactly(-1, 0);
  }

  /** Of 2x2 squares, the pixel is in the one of the second row and third column. */
  @Test
  void theLargestOtherSquareIsToldInPixels() {
    Neighborhood around = new Neighborhood(0, 0, 4, 6);
    for (int[] pixel : new int[][] {{4, 2}, {5, 3}}) {
      Inspection inspection =
          Inspections.of(
              Inspections.ramp(6, 4),
              pixel[0],
              pixel[1],
              Inspections.folded(2, around, 0.25f, 0, 0, 0, 0.125f, 0.625f),
              List.of());
      MapFigures figures = MapFigures.of(inspection.maps().correlations().get(0), inspection);
      assertThat(figures.own()).isEqualTo(0.625);
      assertThat(figures.largest()).isEqualTo(0.25);
      assertThat(List.of(figures.largestX(), figures.largestY())).containsExactly(-4, -2);
    }
    Inspection circular =
        Inspections.of(
            Inspections.ramp(6, 4),
            1,
            1,
            Inspections.folded(2, new Neighborhood(-2, -2, 4, 4), 0.5f, 0, 0, 0.25f),
            List.of());
    assertThat(MapFigures.of(circular.maps().correlations().get(0), circular).own())
        .isEqualTo(0.25);
  }

  @Test
  void aPixelAloneHasNoOther() {
    MapFigures figures = of(new Neighborhood(2, 3, 1, 1), 3, 2, 1);
    assertThat(figures.own()).isEqualTo(1);
    assertThat(figures.largest()).isNaN();
    assertThat(figures.entropy()).isZero();
  }
}
