package org.selfsame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.selfsame.Development.Balance;
import org.selfsame.Development.Tone;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.degradation.SensorResponse;
import org.selfsame.image.Image;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.image.SensorMosaic;

class DemosaicingTest {
  private static final double UNIT = 65535;

  private static SensorMosaic mosaic(double most, Optional<String> pattern) {
    float[] samples = new float[64];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) ((256 + (most - 256) * i / 63) / UNIT);
    }
    Picture picture = Picture.of(new Image(8, 8, samples), SampleFormat.UINT16);
    return new SensorMosaic(
        picture, UNIT, pattern, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static final Development RGGB = Development.AUTOMATIC.withPattern(Pattern.RGGB);

  @Test
  void samplesOfTheWholeRangeAreLeftAsTheyAre() {
    Demosaicing plain = Demosaicing.of(mosaic(65535, Optional.empty()), RGGB);
    assertThat(plain.response()).isEmpty();
    assertThat(plain.shown()).isSameAs(plain.mosaic().picture());
    assertThat(plain.finished(plain.shown())).isSameAs(plain.shown());
  }

  @Test
  void aLowRangeIsFoundAndComesBackInItsOwnNumbers() {
    for (double most : new double[] {1000, 3000, 16000}) {
      Demosaicing low = Demosaicing.of(mosaic(most, Optional.empty()), RGGB);
      SensorResponse response = low.response().orElseThrow();
      double white = most == 1000 ? 1023 : most == 3000 ? 4095 : 16383;
      assertThat(response.white() * UNIT).isCloseTo(white, within(0.01));
      assertThat(response.black().get(0) * UNIT).isCloseTo(256, within(0.01));
      assertThat(low.tone()).isEqualTo(Tone.LINEAR);
      float[] samples = low.mosaic().picture().image().plane(0);
      float[] shown = low.shown().image().plane(0);
      Image three = new Image(8, 8, shown, shown, shown);
      Image finished = low.finished(low.shown().withImage(three)).image();
      for (int i = 0; i < 64; i++) {
        assertThat(finished.plane(Pattern.RGGB.channel(i / 8, i % 8))[i])
            .isCloseTo(samples[i], within(1e-6f));
      }
    }
  }

  @Test
  void whatAPersonOrTheFileSaysComesFirst() {
    SensorMosaic told =
        new SensorMosaic(
            mosaic(3000, Optional.empty()).picture(),
            UNIT,
            Optional.of("gbrg"),
            Optional.of(List.of(0.01, 0.01, 0.01, 0.01)),
            Optional.of(0.5),
            Optional.of(List.of(0.5, 1.0, 0.25)));
    Demosaicing file = Demosaicing.of(told, Development.AUTOMATIC);
    assertThat(file.pattern()).isEqualTo(Pattern.GBRG);
    assertThat(file.tone()).isEqualTo(Tone.SRGB);
    assertThat(file.balance()).containsExactly(2.0, 1.0, 4.0);
    assertThat(file.response().orElseThrow().white()).isEqualTo(0.5);
    Picture shown = file.shown();
    assertThat(file.finished(shown)).isSameAs(shown);
    Balance balance = new Balance(Optional.of(List.of(1.0, 2.0, 3.0)));
    Development asked =
        new Development(
            Optional.of(Pattern.RGGB),
            OptionalDouble.of(655.35),
            OptionalDouble.of(32767.5),
            Optional.of(balance),
            Optional.of(Tone.LINEAR));
    Demosaicing person = Demosaicing.of(told, asked);
    assertThat(person.misfit()).contains("the file says gbrg");
    assertThat(person.response().orElseThrow().black().get(2)).isCloseTo(0.01, within(1e-9));
    assertThat(person.balance()).containsExactly(1.0, 2.0, 3.0);
    assertThat(person.response().orElseThrow().balance()).containsExactly(2.0, 1.0, 4.0);
  }

  @Test
  void aPatternThatCannotBeToldIsAskedFor() {
    SensorMosaic flat =
        new SensorMosaic(
            Picture.of(Image.black(8, 8, 1), SampleFormat.UINT16),
            UNIT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> Demosaicing.of(flat, Development.AUTOMATIC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it is too flat, or gray. Give the pattern: rggb or bggr or grbg");
  }
}
