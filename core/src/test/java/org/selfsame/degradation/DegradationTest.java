package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.selfsame.image.Image;

/** What holds for every degradation. */
class DegradationTest {
  static Stream<Degradation> degradations() {
    return Stream.of(
        new GaussianNoise(25, 3, GaussianNoise.Form.FLOAT),
        new CameraNoise(3),
        new BicubicDownscale(3),
        new JpegCompression(20),
        new BayerMosaic(BayerMosaic.Pattern.GRBG));
  }

  @ParameterizedTest
  @MethodSource("degradations")
  void threadsAndOrderMakeNoDifference(Degradation degradation) {
    List<Integer> images = IntStream.range(0, 24).boxed().toList();
    List<float[]> oneByOne = images.stream().map(i -> degraded(degradation, i)).toList();

    List<Integer> backwards = images.stream().sorted(Collections.reverseOrder()).toList();
    List<float[]> together = backwards.parallelStream().map(i -> degraded(degradation, i)).toList();

    for (int i : images) {
      assertThat(together.get(images.size() - 1 - i)).isEqualTo(oneByOne.get(i));
    }
    assertThat(oneByOne.get(0)).isNotEqualTo(oneByOne.get(1));
  }

  private static float[] degraded(Degradation degradation, int number) {
    Image clean = Image.black(40, 30, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 1200; i++) {
        clean.plane(c)[i] = ((i * (7 + c) + 40 * number) % 200) / 255f;
      }
    }
    return degradation.degrade(clean, number + ".png").plane(1);
  }
}
