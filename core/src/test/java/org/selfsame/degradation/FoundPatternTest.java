package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.image.Image;

class FoundPatternTest {
  /** Colors that change slowly, with edges of brightness. */
  private static Image picture(int side) {
    Image image = Image.black(side, side, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < side * side; i++) {
        int y = i / side;
        int x = i % side;
        double edge = (x / 7 + y / 5) % 2 == 0 ? 0.7 : 1;
        image.plane(c)[i] = (float) (edge * (0.6 - 0.15 * c + 0.1 * Math.sin(0.1 * (x + c * y))));
      }
    }
    return image;
  }

  private static Image gray(Image mosaic, double sigma) {
    Random random = new Random(1);
    float[] samples = new float[mosaic.plane(0).length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = mosaic.plane(0)[i] + mosaic.plane(1)[i] + mosaic.plane(2)[i];
      samples[i] += (float) (sigma / 255 * random.nextGaussian());
    }
    return new Image(mosaic.width(), mosaic.height(), samples);
  }

  @ParameterizedTest
  @EnumSource
  void aMosaicOfThreeChannelsTellsItsPattern(Pattern pattern) {
    Image mosaic = new BayerMosaic(pattern).degrade(picture(64), "");
    assertThat(FoundPattern.of(mosaic).possible()).containsExactly(pattern);
  }

  @ParameterizedTest
  @EnumSource
  void aGrayMosaicTellsWhereItsGreensAreEvenWithNoise(Pattern pattern) {
    Image mosaic = new BayerMosaic(pattern).degrade(picture(64), "");
    for (double sigma : new double[] {0, 5, 10}) {
      Image gray = gray(mosaic, sigma);
      FoundPattern found = FoundPattern.of(gray);
      assertThat(found.possible()).hasSize(2).contains(pattern);
      assertThat(found.likeliest(gray)).isEqualTo(pattern); // it is redder than blue
    }
  }

  @Test
  void whatIsFlatOrGrayTellsNothing() {
    Image flat = Image.black(64, 64, 1);
    assertThat(FoundPattern.of(flat).possible()).hasSize(4);
    assertThat(FoundPattern.of(gray(Image.black(64, 64, 3), 10)).possible()).hasSize(4);
    assertThat(FoundPattern.of(new Image(1, 1, new float[] {1})).possible()).hasSize(4);
  }

  @Test
  void aPictureOfFullColorIsNoMosaic() {
    assertThat(FoundPattern.of(picture(16)).possible()).isEmpty();
  }
}
