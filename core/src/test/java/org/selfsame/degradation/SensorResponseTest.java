package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.image.Image;

class SensorResponseTest {
  private static final List<Double> BLACK = Collections.nCopies(4, 0.1);

  @Test
  void itCanBeUndone() {
    SensorResponse response = new SensorResponse(Pattern.GBRG, BLACK, 0.6, List.of(2.0, 1.0, 1.5));
    float[] samples = new float[48];
    Random random = new Random(1);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat(); // below black and above white, too
    }
    Image shown = response.shown(new Image(8, 6, samples));
    float[] plane = shown.plane(0);
    Image again = response.samples(new Image(8, 6, plane, plane, plane), SensorResponse.UNBALANCED);
    for (int i = 0; i < samples.length; i++) {
      int c = Pattern.GBRG.channel(i / 8, i % 8);
      assertThat(again.plane(c)[i]).isCloseTo(samples[i], within(1e-6f));
    }
  }

  @Test
  void halfOfTheLightIsAsBrightAsSrgbSays() {
    SensorResponse response =
        new SensorResponse(Pattern.RGGB, BLACK, 0.6, SensorResponse.UNBALANCED);
    Image shown = response.shown(new Image(3, 1, new float[] {0.1f, 0.35f, 0.6f}));
    assertThat(shown.plane(0)).containsExactly(new float[] {0, 0.735357f, 1}, within(1e-5f));
  }

  @Test
  void theMeanOfAMosaicBecomesGray() {
    float[] samples = new float[16];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 0.1f + new float[] {0.1f, 0.2f, 0.05f}[Pattern.BGGR.channel(i / 4, i % 4)];
    }
    samples[0] = 1; // full, so it does not count
    SensorResponse balanced =
        new SensorResponse(Pattern.BGGR, BLACK, 0.6, SensorResponse.UNBALANCED)
            .balancedFor(new Image(4, 4, samples));
    assertThat(balanced.balance().get(0)).isCloseTo(2, within(1e-5));
    assertThat(balanced.balance().get(1)).isCloseTo(1, within(1e-5));
    assertThat(balanced.balance().get(2)).isCloseTo(4, within(1e-5));
    Image dark = Image.black(4, 4, 1);
    assertThat(balanced.balancedFor(dark).balance()).isEqualTo(SensorResponse.UNBALANCED);
  }

  @Test
  void levelsAndFactorsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(
            () -> new SensorResponse(Pattern.RGGB, BLACK, 0.1, SensorResponse.UNBALANCED))
        .hasMessageContaining("expected one above the black level");
    assertThatThrownBy(() -> new SensorResponse(Pattern.RGGB, BLACK, 1, List.of(1.0, 0.0, 1.0)))
        .hasMessageContaining("expected factors above 0");
  }
}
