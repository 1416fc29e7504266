package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.image.Image;

class BayerMosaicTest {
  @ParameterizedTest
  @CsvSource({"RGGB, 0, 1, 1, 2", "BGGR, 2, 1, 1, 0", "GRBG, 1, 0, 2, 1", "GBRG, 1, 2, 0, 1"})
  void thePatternNamesTheColorsOfTwoRowsOfTwo(Pattern pattern, int a, int b, int c, int d) {
    Image mosaic = new BayerMosaic(pattern).degrade(colors(5, 3), "a");

    int[][] seen = {{a, b, a, b, a}, {c, d, c, d, c}, {a, b, a, b, a}};
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 5; x++) {
        for (int channel = 0; channel < 3; channel++) {
          float expected = channel == seen[y][x] ? colors(5, 3).get(channel, y, x) : 0;
          assertThat(mosaic.get(channel, y, x)).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RGGB, 1, 0, GRBG",
    "RGGB, 0, 1, GBRG",
    "RGGB, 1, 1, BGGR",
    "GRBG, 1, 0, RGGB",
    "GRBG, 1, 1, GBRG",
    "BGGR, 2, 0, BGGR"
  })
  void withoutItsFirstColumnsOrRowsAMosaicHasAnotherPattern(
      Pattern pattern, int left, int top, Pattern shifted) {
    Image clean = colors(7, 6);

    Image cropped = new BayerMosaic(pattern).degrade(clean, "a").crop(left, top, 5, 5);

    Image expected = new BayerMosaic(shifted).degrade(clean.crop(left, top, 5, 5), "a");
    for (int c = 0; c < 3; c++) {
      assertThat(cropped.plane(c)).isEqualTo(expected.plane(c));
    }
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void onePixelIsSeenInOneColor(Pattern pattern) {
    Image mosaic = new BayerMosaic(pattern).degrade(colors(1, 1), "a");
    int channel = "RGB".indexOf(pattern.name().charAt(0));
    for (int c = 0; c < 3; c++) {
      assertThat(mosaic.get(c, 0, 0)).isEqualTo(c == channel ? colors(1, 1).get(c, 0, 0) : 0);
    }
  }

  @Test
  void samplesAreRoundedToWholeLevelsAndTheCleanImageIsNotChanged() {
    Image clean =
        new Image(1, 1, new float[] {100.4f / 255}, new float[] {0.5f}, new float[] {0.5f});
    assertThat(new BayerMosaic(Pattern.RGGB).degrade(clean, "a").plane(0))
        .containsExactly(100 / 255f);
    assertThat(clean.plane(0)).containsExactly(100.4f / 255);
    assertThat(clean.plane(1)).containsExactly(0.5f);
  }

  @Test
  void aGrayImageIsRefused() {
    assertThatThrownBy(() -> new BayerMosaic(Pattern.RGGB).degrade(Image.black(4, 4, 1), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("image of 1 channels: expected 3 (RGB) to take a mosaic of");
  }

  @Test
  void theDescriptionTellsThePattern() {
    assertThat(new BayerMosaic(Pattern.GRBG).description())
        .isEqualTo("Bayer mosaic GRBG, rounded to 8 bit");
  }

  /** Every sample is another level above 0. */
  private static Image colors(int width, int height) {
    Image image = Image.black(width, height, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < width * height; i++) {
        image.plane(c)[i] = (1 + 3 * i + c) / 255f;
      }
    }
    return image;
  }
}
