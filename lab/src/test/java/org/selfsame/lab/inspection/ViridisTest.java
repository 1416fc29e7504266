package org.selfsame.lab.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class ViridisTest {
  @Test
  void colorsGoFromDarkBlueToYellow() {
    assertThat(Viridis.of(0)).isEqualTo(new Color(68, 1, 84));
    assertThat(Viridis.of(0.5)).isEqualTo(new Color(33, 145, 140));
    assertThat(Viridis.of(1)).isEqualTo(new Color(253, 231, 37));
    assertThat(Viridis.of(-3)).isEqualTo(Viridis.of(0));
    assertThat(Viridis.of(7)).isEqualTo(Viridis.of(1));
  }

  @Test
  void lightnessRises() {
    double before = -1;
    for (int i = 0; i <= 100; i++) {
      Color color = Viridis.of(i / 100.0);
      double lightness =
          0.2126 * linear(color.getRed())
              + 0.7152 * linear(color.getGreen())
              + 0.0722 * linear(color.getBlue());
      assertThat(lightness).as("%d of 100", i).isGreaterThan(before);
      before = lightness;
    }
  }

  private static double linear(int sample) {
    return Math.pow(sample / 255.0, 2.2);
  }
}
