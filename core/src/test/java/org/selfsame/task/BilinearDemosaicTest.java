package org.selfsame.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.image.Image;

class BilinearDemosaicTest {
  @Test
  void theMissingColorsAreTheMeansComputedByHand() {
    // R10 G20 R30
    // G40 B50 G60
    // R70 G80 R90
    Image mosaic =
        new Image(
            3,
            3,
            new float[] {10, 0, 30, 0, 0, 0, 70, 0, 90},
            new float[] {0, 20, 0, 40, 0, 60, 0, 80, 0},
            new float[] {0, 0, 0, 0, 50, 0, 0, 0, 0});

    Image restored = new BilinearDemosaic(Pattern.RGGB).restore(mosaic);

    assertThat(restored.plane(0)).containsExactly(10, 20, 30, 40, 50, 60, 70, 80, 90);
    assertThat(restored.plane(1)).containsExactly(30, 20, 40, 40, 50, 60, 60, 80, 70);
    assertThat(restored.plane(2)).containsOnly(50);
    assertThat(mosaic.plane(2)[0]).isEqualTo(0);
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void insideItIsTheConvolutionWithTheBilinearKernel(Pattern pattern) {
    Random random = new Random(4);
    Image clean = Image.black(9, 8, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 72; i++) {
        clean.plane(c)[i] = random.nextInt(256) / 255f;
      }
    }
    Image mosaic = new BayerMosaic(pattern).degrade(clean, "a");

    Image restored = new BilinearDemosaic(pattern).restore(mosaic);

    double[][] redAndBlue = {{0.25, 0.5, 0.25}, {0.5, 1, 0.5}, {0.25, 0.5, 0.25}};
    double[][] green = {{0, 0.25, 0}, {0.25, 1, 0.25}, {0, 0.25, 0}};
    for (int c = 0; c < 3; c++) {
      for (int y = 1; y < 7; y++) {
        for (int x = 1; x < 8; x++) {
          double sum = 0;
          for (int i = 0; i < 9; i++) {
            sum +=
                (c == 1 ? green : redAndBlue)[i / 3][i % 3]
                    * mosaic.get(c, y + i / 3 - 1, x + i % 3 - 1);
          }
          assertThat((double) restored.get(c, y, x)).isCloseTo(sum, within(1e-6));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void aFlatColorComesBackUpToTheEdgesAndInOddSizes(Pattern pattern) {
    for (int[] size : new int[][] {{2, 2}, {3, 2}, {2, 5}, {7, 5}}) {
      Image clean = Image.black(size[0], size[1], 3);
      for (int c = 0; c < 3; c++) {
        Arrays.fill(clean.plane(c), (50 + 60 * c) / 255f);
      }
      Image mosaic = new BayerMosaic(pattern).degrade(clean, "a");
      Image restored = new BilinearDemosaic(pattern).restore(mosaic);
      for (int c = 0; c < 3; c++) {
        assertThat(restored.plane(c)).containsOnly((50 + 60 * c) / 255f);
      }
    }
  }

  @Test
  void anImageThatLacksAColorIsRefused() {
    BilinearDemosaic demosaic = new BilinearDemosaic(Pattern.RGGB);
    assertThatThrownBy(() -> demosaic.restore(Image.black(8, 8, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Image[8x8, 1 channels]: expected a Bayer mosaic of 3 channels and at least 2x2"
                + " pixels");
    assertThatThrownBy(() -> demosaic.restore(Image.black(1, 8, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1x8");
  }
}
