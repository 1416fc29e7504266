package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MalvarDemosaicTest {
  /** All filters are exact on planes, and gray planes have no color to interpolate. */
  @Test
  void aGrayRampComesBackInside() {
    int side = 12;
    float[] mosaic = new float[side * side];
    for (int i = 0; i < mosaic.length; i++) {
      int row = i / side;
      mosaic[i] = 0.02f * (i % side) + 0.03f * row;
    }
    float[][] planes = MalvarDemosaic.of(mosaic, side, side);
    for (int c = 0; c < 3; c++) {
      for (int y = 2; y < side - 2; y++) {
        for (int x = 2; x < side - 2; x++) {
          int i = y * side + x;
          assertThat(planes[c][i]).isCloseTo(mosaic[i], within(1e-6f));
        }
      }
    }
  }

  @Test
  void aFlatColorComesBackEverywhere() {
    float[] color = {0.2f, 0.5f, 0.9f};
    int width = 7;
    int height = 5;
    float[] mosaic = new float[width * height];
    for (int i = 0; i < mosaic.length; i++) {
      mosaic[i] = color[BayerMosaic.Pattern.RGGB.channel(i / width, i % width)];
    }
    float[][] planes = MalvarDemosaic.of(mosaic, width, height);
    for (int c = 0; c < 3; c++) {
      for (float sample : planes[c]) {
        assertThat(sample).isCloseTo(color[c], within(1e-6f));
      }
    }
  }

  @Test
  void eachPixelKeepsItsOwnSample() {
    float[] mosaic = {0.1f, 0.7f, 0.3f, 0.2f, 0.9f, 0.4f};
    float[][] planes = MalvarDemosaic.of(mosaic, 3, 2);
    for (int i = 0; i < mosaic.length; i++) {
      assertThat(planes[BayerMosaic.Pattern.RGGB.channel(i / 3, i % 3)][i]).isEqualTo(mosaic[i]);
    }
  }
}
