package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.selfsame.image.Image;

class NoiseGrainTest {
  private static final int SIDE = 64;

  /**
   * Independent noise around gray: a Gaussian of deviation s leaves 1 / (4 pi s^2) of its power.
   */
  @Test
  void lumaAndColorAreSmoothedByTheirGaussians() {
    Image reference = gray();
    Image noisy = gray();
    GaussianSequence random = new GaussianSequence(3, "");
    for (int c = 0; c < 3; c++) {
      random.addTo(noisy.plane(c), 0.05);
    }
    Image grainy = new NoiseGrain(0.8, 1.6, 1).of(noisy, reference);
    double luma = 0.05 * 0.05 / 3 / (4 * Math.PI * 0.8 * 0.8);
    double color = 0.05 * 0.05 * 2 / 3 / (4 * Math.PI * 1.6 * 1.6);
    double[] found = power(grainy);
    assertThat(found[0]).isCloseTo(luma, within(0.15 * luma));
    assertThat(found[1]).isCloseTo(color, within(0.15 * color));
  }

  @Test
  void withoutSmoothingOnlyTheGainIsLeft() {
    Image noisy = gray();
    noisy.plane(1)[5] = 0.6f;
    Image grainy = new NoiseGrain(0, 0, 2).of(noisy, gray());
    assertThat(grainy.plane(1)[5]).isCloseTo(0.7f, within(1e-6f));
    assertThat(grainy.plane(0)[5]).isCloseTo(0.5f, within(1e-6f));
    assertThat(grainy.plane(1)[6]).isCloseTo(0.5f, within(1e-6f));
  }

  private static Image gray() {
    Image image = Image.black(SIDE, SIDE, 3);
    for (int c = 0; c < 3; c++) {
      Arrays.fill(image.plane(c), 0.5f);
    }
    return image;
  }

  /** Returns the mean square of the mean of the colors and that of one color from it. */
  private static double[] power(Image image) {
    double luma = 0;
    double color = 0;
    int pixels = SIDE * SIDE;
    for (int i = 0; i < pixels; i++) {
      double mean = (image.plane(0)[i] + image.plane(1)[i] + image.plane(2)[i]) / 3.0 - 0.5;
      luma += mean * mean / pixels;
      for (int c = 0; c < 3; c++) {
        double difference = image.plane(c)[i] - 0.5 - mean;
        color += difference * difference / pixels / 3;
      }
    }
    return new double[] {luma, color};
  }
}
