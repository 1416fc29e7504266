package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {
  @ParameterizedTest
  @CsvSource({
    "24, 18, 12, 9",
    "24, 18, 8, 6",
    "24, 18, 6, 3",
    "12, 9, 24, 18",
    "7, 5, 21, 20",
    "13, 11, 5, 29",
    "9, 9, 1, 1",
    "1, 1, 4, 3",
    "2, 3, 1, 7",
    "10, 10, 10, 10"
  })
  void everyPixelIsTheWeightedMeanOfTheSourceUnderTheKernel(
      int oldWidth, int oldHeight, int width, int height) {
    Image image = TestImages.random(oldWidth, oldHeight, 3, SampleFormat.UINT8, 1);

    Image resized = Resampling.resize(image, width, height);

    assertThat(resized.width()).isEqualTo(width);
    assertThat(resized.height()).isEqualTo(height);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          assertThat((double) resized.get(c, y, x))
              .isCloseTo(slow(image, c, y, x, width, height), within(1e-6));
        }
      }
    }
  }

  @Test
  void halvingHasTheTapsOfMatlab() {
    // imresize of an impulse by 0.5 along a row.
    Image impulse = Image.black(64, 1, 1);
    impulse.plane(0)[32] = 1;

    Image half = Resampling.resize(impulse, 32, 1);

    float[] taps = {-3 / 256f, 29 / 256f, 111 / 256f, -9 / 256f};
    for (int i = 0; i < 4; i++) {
      assertThat(half.plane(0)[14 + i]).isCloseTo(taps[i], within(1e-7f));
    }
    assertThat(half.plane(0)[13]).isEqualTo(0);
    assertThat(half.plane(0)[18]).isEqualTo(0);
  }

  @Test
  void theSameSizeGivesTheSameImage() {
    Image image = TestImages.random(15, 12, 1, SampleFormat.FLOAT32, 2);

    assertThat(Resampling.resize(image, 15, 12).plane(0)).isEqualTo(image.plane(0));
  }

  @Test
  void aConstantStaysConstant() {
    Image image = new Image(5, 1, new float[] {0.3f, 0.3f, 0.3f, 0.3f, 0.3f});

    assertThat(Resampling.resize(image, 3, 7).plane(0)).containsOnly(0.3f);
  }

  @Test
  void aSizeBelowOneIsRefused() {
    assertThatThrownBy(() -> Resampling.resize(Image.black(2, 2, 1), 0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x3: expected at least 1x1");
  }

  @Test
  void moreSamplesThanAnArrayHoldsAreRefused() {
    assertThatThrownBy(() -> Resampling.resize(Image.black(2, 2, 1), 70000, 70000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("image of 70000x70000 pixels: expected 1 to 2^31 - 9 pixels");
  }

  /** The definition, in both directions at once and over far more pixels than the kernel covers. */
  private static double slow(Image image, int channel, int y, int x, int width, int height) {
    double scaleX = (double) width / image.width();
    double scaleY = (double) height / image.height();
    // Centers of pixels are at half-integers of both grids.
    double centerX = (x + 0.5) / scaleX;
    double centerY = (y + 0.5) / scaleY;
    double sum = 0;
    double weights = 0;
    for (int v = -60; v < image.height() + 60; v++) {
      for (int u = -60; u < image.width() + 60; u++) {
        double weight =
            kernel((u + 0.5 - centerX) * Math.min(1, scaleX))
                * kernel((v + 0.5 - centerY) * Math.min(1, scaleY));
        if (weight != 0) {
          sum += weight * image.get(channel, mirror(v, image.height()), mirror(u, image.width()));
          weights += weight;
        }
      }
    }
    return sum / weights;
  }

  private static int mirror(int index, int size) {
    int i = index;
    while (i < 0 || i >= size) {
      i = i < 0 ? -1 - i : 2 * size - 1 - i;
    }
    return i;
  }

  /** Keys (1981), equation (15). */
  private static double kernel(double s) {
    double d = Math.abs(s);
    if (d < 1) {
      return 1.5 * Math.pow(d, 3) - 2.5 * Math.pow(d, 2) + 1;
    }
    return d < 2 ? -0.5 * Math.pow(d, 3) + 2.5 * Math.pow(d, 2) - 4 * d + 2 : 0;
  }
}
