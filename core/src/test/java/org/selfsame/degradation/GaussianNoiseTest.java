package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.degradation.GaussianNoise.Form;
import org.selfsame.image.Image;

class GaussianNoiseTest {
  @Test
  void floatNoiseHasItsSigmaAndLeavesTheRangeOfTheImage() {
    Image noisy = new GaussianNoise(25, 0, Form.FLOAT).degrade(Image.black(300, 200, 1), "a");
    double squares = 0;
    float lowest = 0;
    for (float sample : noisy.plane(0)) {
      squares += sample * sample;
      lowest = Math.min(lowest, sample);
    }
    assertThat(255 * Math.sqrt(squares / 60_000)).isCloseTo(25, within(0.3));
    assertThat(lowest).isLessThan(-0.3f);
  }

  @Test
  void theEightBitFormIsTheFloatFormClippedAndRounded() {
    Image clean = gradient();
    float[] expected = new GaussianNoise(50, 3, Form.FLOAT).degrade(clean, "a").plane(0);
    float[] found = new GaussianNoise(50, 3, Form.EIGHT_BIT).degrade(clean, "a").plane(0);
    for (int i = 0; i < expected.length; i++) {
      int level = Math.round(255 * Math.max(0, Math.min(1, expected[i])));
      assertThat(found[i]).isCloseTo(level / 255f, within(1e-7f));
    }
    assertThat(found).contains(0, 1);
  }

  @Test
  void theSameSeedAndNameGiveTheSameNoise() {
    GaussianNoise noise = new GaussianNoise(25, 5, Form.FLOAT);
    float[] first = noise.degrade(gradient(), "a.png").plane(0);
    assertThat(new GaussianNoise(25, 5, Form.FLOAT).degrade(gradient(), "a.png").plane(0))
        .isEqualTo(first);
    assertThat(noise.degrade(gradient(), "b.png").plane(0)).isNotEqualTo(first);
    assertThat(new GaussianNoise(25, 6, Form.FLOAT).degrade(gradient(), "a.png").plane(0))
        .isNotEqualTo(first);
  }

  @Test
  void channelsGetDifferentNoise() {
    Image noisy = new GaussianNoise(25, 0, Form.FLOAT).degrade(Image.black(40, 30, 3), "a");
    assertThat(noisy.plane(0)).isNotEqualTo(noisy.plane(1));
    assertThat(noisy.plane(1)).isNotEqualTo(noisy.plane(2));
  }

  @Test
  void theCleanImageIsNotChanged() {
    Image clean = gradient();
    Image noisy = new GaussianNoise(25, 0, Form.EIGHT_BIT).degrade(clean, "a");
    assertThat(clean.plane(0)).isEqualTo(gradient().plane(0)).isNotEqualTo(noisy.plane(0));
  }

  @Test
  void sigmaZeroChangesNothing() {
    Image clean = gradient();
    assertThat(new GaussianNoise(0, 0, Form.FLOAT).degrade(clean, "a").plane(0))
        .isEqualTo(clean.plane(0));
  }

  @Test
  void noiseOfFixedSigmaScalesWithSigma() {
    float[] weak = new GaussianNoise(10, 0, Form.FLOAT).degrade(Image.black(9, 9, 1), "a").plane(0);
    float[] strong =
        new GaussianNoise(30, 0, Form.FLOAT).degrade(Image.black(9, 9, 1), "a").plane(0);
    for (int i = 0; i < weak.length; i++) {
      assertThat(strong[i]).isCloseTo(3 * weak[i], within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 255.5, Double.NaN, Double.POSITIVE_INFINITY})
  void aSigmaOutsideItsRangeIsRefused(double sigma) {
    assertThatThrownBy(() -> new GaussianNoise(sigma, 0, Form.FLOAT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sigma is " + sigma + ": expected a number from 0 to 255");
  }

  @Test
  void theDescriptionHasAllThatIsNeededToRepeatIt() {
    assertThat(new GaussianNoise(25, 0, Form.FLOAT).description())
        .isEqualTo("Gaussian noise of sigma 25, neither clipped nor rounded, seed 0");
    assertThat(new GaussianNoise(12.5, -1, Form.EIGHT_BIT).description())
        .isEqualTo("Gaussian noise of sigma 12.5, clipped and rounded to 8 bit, seed -1");
  }

  private static Image gradient() {
    float[] plane = new float[64 * 48];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = (i % 64) / 63f;
    }
    return new Image(64, 48, plane);
  }
}
