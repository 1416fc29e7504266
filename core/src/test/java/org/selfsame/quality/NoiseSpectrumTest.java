package org.selfsame.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.quality.NoiseSpectrum.Band;

class NoiseSpectrumTest {
  private static final Set<Band> ALL =
      EnumSet.of(Band.MIDDLE, Band.ACROSS, Band.DOWN, Band.DIAGONAL);

  @Test
  void whiteNoiseHasItsDeviationInAllBandsAndItsBlocksAgree() {
    NoiseSpectrum spectrum = NoiseSpectrum.of(noise(512, 512), 512, 512, i -> false);
    assertThat(spectrum.blocks()).isEqualTo(127 * 127 / 20);
    assertThat(spectrum.bands()).isEqualTo(ALL);
    for (Band band : ALL) {
      assertThat(spectrum.deviation(band)).isCloseTo(20, Percentage.withPercentage(2));
      assertThat(spectrum.spread(band)).isCloseTo(1, within(0.03));
    }
    assertThat(spectrum.least()).isBetween(16.0, 20.0);
  }

  @ParameterizedTest
  @EnumSource(names = {"ACROSS", "DOWN", "DIAGONAL"})
  void aWaveIsInItsBandAlone(Band band) {
    int down = band == Band.ACROSS ? 0 : 6;
    int across = band == Band.DOWN ? 0 : 6;
    float[] plane = new float[128 * 128];
    Random random = new Random(1);
    for (int y = 0; y < 128; y++) {
      for (int x = 0; x < 128; x++) {
        double wave = cosine(down, y % 8) * cosine(across, x % 8);
        plane[y * 128 + x] = (float) (0.5 + 0.1 * wave + 1e-4 * random.nextGaussian());
      }
    }
    // only the blocks that begin where the wave does
    NoiseSpectrum spectrum =
        NoiseSpectrum.of(plane, 128, 128, i -> i / 128 % 16 >= 8 || i % 128 % 16 >= 8);
    assertThat(spectrum.blocks()).isEqualTo(64);
    for (Band other : ALL) {
      if (other == band) {
        assertThat(spectrum.deviation(other)).isGreaterThan(10);
      } else {
        assertThat(spectrum.deviation(other)).isLessThan(0.1);
      }
    }
  }

  @Test
  void theSmoothestBlocksAreChosen() {
    float[] plane = noise(512, 512);
    for (int i = 0; i < plane.length; i++) {
      plane[i] += i % 512 < 256 ? 0 : 3 * (float) Math.sin(0.3 * (i % 512)); // no block is smooth
      plane[i] *= i % 512 < 256 ? 0.5f : 1;
    }
    NoiseSpectrum spectrum = NoiseSpectrum.of(plane, 512, 512, i -> false);
    assertThat(spectrum.deviation(Band.DIAGONAL)).isCloseTo(10, Percentage.withPercentage(2));
  }

  @Test
  void narrowBlocksLackBands() {
    assertThat(NoiseSpectrum.of(noise(1, 999), 1, 999, i -> false).bands())
        .isEqualTo(EnumSet.of(Band.MIDDLE, Band.DOWN));
    assertThat(NoiseSpectrum.of(noise(999, 1), 999, 1, i -> false).bands())
        .isEqualTo(EnumSet.of(Band.MIDDLE, Band.ACROSS));
  }

  @Test
  void ofALargePlaneNoMoreBlocksAreLookedAtThanOfASmallOne() {
    int width = 4096;
    int blocks = NoiseSpectrum.of(noise(width, 64), width, 64, i -> false).blocks();
    assertThat(NoiseSpectrum.of(noise(width, 1024), width, 1024, i -> false).blocks())
        .isBetween(blocks, 819);
  }

  private static double cosine(int frequency, int x) {
    return Math.cos((2 * x + 1) * frequency * Math.PI / 16);
  }

  private static float[] noise(int width, int height) {
    Random random = new Random(7);
    float[] plane = new float[width * height];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = (float) (0.5 + 20 / 255.0 * random.nextGaussian());
    }
    return plane;
  }
}
