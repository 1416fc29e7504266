package org.selfsame.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;

class BicubicUpscaleTest {
  @Test
  void doublingAStepGivesTheSamplesComputedByHand() {
    // The old pixels lie at distances 1/4, 3/4, 5/4 and 7/4 of the new ones, where the kernel is
    // 111, 29, -9 and -3 of 128; beyond the border the edge pixels are repeated.
    Image step = new Image(4, 1, new float[] {0, 0, 1, 1});

    Image doubled = new BicubicUpscale(2).restore(step);

    assertThat(doubled.width()).isEqualTo(8);
    assertThat(doubled.height()).isEqualTo(2);
    float[] expected = {0, -3, -9, 26, 102, 137, 131, 128};
    for (int i = 0; i < 8; i++) {
      assertThat(128 * doubled.get(0, 0, i)).isCloseTo(expected[i], within(1e-4f));
      assertThat(doubled.get(0, 1, i)).isEqualTo(doubled.get(0, 0, i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void everyChannelIsEnlargedAlsoOfOnePixel(int scale) {
    Image pixel = new Image(1, 1, new float[] {0.2f}, new float[] {0.4f}, new float[] {0.6f});

    Image enlarged = new BicubicUpscale(scale).restore(pixel);

    assertThat(enlarged.width()).isEqualTo(scale);
    assertThat(enlarged.height()).isEqualTo(scale);
    assertThat(enlarged.plane(0)).containsOnly(0.2f);
    assertThat(enlarged.plane(1)).containsOnly(0.4f);
    assertThat(enlarged.plane(2)).containsOnly(0.6f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0, -1})
  void aScaleBelowTwoIsRefused(int scale) {
    assertThatThrownBy(() -> new BicubicUpscale(scale))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scale is " + scale + ": expected a whole number from 2");
  }
}
