package org.selfsame.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.selfsame.image.Image;

class GrayForColorTest {
  private static final int SIDE = 100;

  @Test
  void grayImagesThatAreGivenBackMakeTheColorImage() {
    Image rgb = random(new Random(1));
    Image channels = GrayForColor.eachChannel(rgb, 25, (gray, sigma, channel, of) -> gray);
    Image opponent = GrayForColor.opponent(rgb, 25, (gray, sigma, channel, of) -> gray);
    for (int c = 0; c < 3; c++) {
      assertThat(channels.plane(c)).containsExactly(rgb.plane(c));
      assertThat(opponent.plane(c)).containsExactly(rgb.plane(c), within(1e-6f));
    }
  }

  @Test
  void theInputIsNotChanged() {
    Image rgb = random(new Random(2));
    Image copy = rgb.copy();
    GrayForColor.opponent(rgb, 25, (gray, sigma, channel, of) -> Image.black(SIDE, SIDE, 1));
    for (int c = 0; c < 3; c++) {
      assertThat(rgb.plane(c)).containsExactly(copy.plane(c));
    }
  }

  @Test
  void eachOpponentIsRestoredAtTheNoiseThatItHas() {
    double sigma = 25;
    Random random = new Random(3);
    Image noise = Image.black(SIDE, SIDE, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < SIDE * SIDE; i++) {
        noise.plane(c)[i] = (float) (0.5 + sigma / 255 * random.nextGaussian());
      }
    }
    List<Double> told = new ArrayList<>();
    List<Double> measured = new ArrayList<>();
    GrayForColor.opponent(
        noise,
        sigma,
        (gray, level, channel, of) -> {
          assertThat(channel).isEqualTo(told.size());
          assertThat(of).isEqualTo(3);
          told.add(level);
          measured.add(255 * standardDeviation(gray.plane(0)));
          return gray;
        });
    assertThat(told).hasSize(3);
    for (int c = 0; c < 3; c++) {
      assertThat(told.get(c)).isCloseTo(measured.get(c), within(0.5));
    }
    assertThat(GrayForColor.lowestOpponentSigma(sigma))
        .isEqualTo(told.stream().mapToDouble(Double::doubleValue).min().orElseThrow());
  }

  @Test
  void opponentsOfAllColorsLieBetweenBlackAndWhite() {
    float[] lowest = {1, 1, 1};
    float[] highest = {0, 0, 0};
    for (int corner = 0; corner < 8; corner++) {
      Image rgb =
          new Image(
              1,
              1,
              new float[] {corner & 1},
              new float[] {corner >> 1 & 1},
              new float[] {corner >> 2});
      GrayForColor.opponent(
          rgb,
          0,
          (gray, sigma, channel, of) -> {
            float value = gray.plane(0)[0];
            lowest[channel] = Math.min(lowest[channel], value);
            highest[channel] = Math.max(highest[channel], value);
            return gray;
          });
    }
    assertThat(lowest).containsExactly(new float[] {0, 0, 0}, within(1e-6f));
    assertThat(highest).containsExactly(new float[] {1, 1, 1}, within(1e-6f));
  }

  @Test
  void eachChannelIsRestoredAtTheNoiseOfTheImage() {
    List<Double> told = new ArrayList<>();
    GrayForColor.eachChannel(
        random(new Random(4)),
        30,
        (gray, sigma, channel, of) -> {
          told.add(sigma);
          return gray;
        });
    assertThat(told).containsExactly(30.0, 30.0, 30.0);
  }

  private static double standardDeviation(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / values.length;
    return Math.sqrt(squares / values.length - mean * mean);
  }

  private static Image random(Random random) {
    Image image = Image.black(SIDE, SIDE, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < SIDE * SIDE; i++) {
        image.plane(c)[i] = random.nextFloat();
      }
    }
    return image;
  }
}
