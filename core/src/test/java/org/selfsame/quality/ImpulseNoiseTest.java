package org.selfsame.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.SampleFormat;

class ImpulseNoiseTest {
  private static Image waves(int channels) {
    Image image = Image.black(128, 96, channels);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < 128 * 96; i++) {
        int row = i / 128;
        double wave = Math.sin(0.1 * (i % 128) + c) * Math.cos(0.07 * row);
        image.plane(c)[i] = (float) (0.5 + 0.3 * wave);
      }
    }
    return SampleFormat.UINT8.round(image);
  }

  /** Sets samples to black and white, each with half of the share. */
  private static Image specked(Image image, double share) {
    Random random = new Random(3);
    Image specked = image.copy();
    for (int c = 0; c < image.channels(); c++) {
      float[] plane = specked.plane(c);
      for (int i = 0; i < plane.length; i++) {
        if (random.nextDouble() < share) {
          plane[i] = random.nextInt(2);
        }
      }
    }
    return specked;
  }

  @Test
  void itsShareIsToldAsFarAsSpecksLieAlone() {
    for (int channels : new int[] {1, 3}) {
      for (double share : new double[] {0.005, 0.02, 0.05}) {
        ImpulseNoise found = ImpulseNoise.in(specked(waves(channels), share)).orElseThrow();
        // A speck of the same kind is beside one with a chance of 8 halves of the share.
        assertThat(found.share()).isCloseTo(share * (1 - 4 * share), within(0.2 * share));
      }
      assertThat(ImpulseNoise.in(specked(waves(channels), 0.4))).isPresent();
    }
  }

  @Test
  void whatOnlyLooksAlikeIsNotTold() {
    Image clean = waves(3);
    assertThat(ImpulseNoise.in(clean)).isEmpty();
    for (double sigma : new double[] {10, 50, 100}) {
      Image noisy = new GaussianNoise(sigma, 1, GaussianNoise.Form.FLOAT).degrade(clean, "a");
      assertThat(ImpulseNoise.in(SampleFormat.UINT8.round(noisy))).isEmpty();
    }
    Image stars = Image.black(128, 96, 1);
    Image type = waves(1);
    for (int i = 700; i < 128 * 96; i += 97) {
      stars.plane(0)[i] = 1;
      type.plane(0)[i] = 0;
    }
    assertThat(ImpulseNoise.in(stars)).as("only light").isEmpty();
    assertThat(ImpulseNoise.in(type)).as("only dark").isEmpty();
    assertThat(ImpulseNoise.in(Image.black(40, 30, 1))).isEmpty();
    assertThat(ImpulseNoise.in(specked(clean, 0.0002))).as("a few hot pixels").isEmpty();
  }
}
