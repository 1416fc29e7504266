package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColorTest {
  @Test
  void opponentsAreAnOrthonormalTransformOfRgb() {
    // The images of the unit vectors are the columns of the matrix.
    Image units =
        new Image(3, 1, new float[] {1, 0, 0}, new float[] {0, 1, 0}, new float[] {0, 0, 1});

    Image columns = opponents(OpponentColor.ORTHONORMAL, units);

    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double product = 0;
        for (int c = 0; c < 3; c++) {
          product += columns.get(c, 0, i) * (double) columns.get(c, 0, j);
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-7));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void grayHasNoColorDifference(OpponentColor color) {
    Image gray = new Image(1, 1, new float[] {0.6f}, new float[] {0.6f}, new float[] {0.6f});

    Image opponents = opponents(color, gray);

    double brightness = color == OpponentColor.MEAN ? 0.6 : 0.6 * Math.sqrt(3);
    assertThat(opponents.get(0, 0, 0)).isCloseTo((float) brightness, within(1e-6f));
    assertThat(opponents.get(1, 0, 0)).isCloseTo(0, within(1e-7f));
    assertThat(opponents.get(2, 0, 0)).isCloseTo(0, within(1e-7f));
  }

  @ParameterizedTest
  @EnumSource
  void rgbComesBackFromOpponents(OpponentColor color) {
    Image image = TestImages.random(16, 16, 3, SampleFormat.FLOAT32, 1);

    Image back = opponents(color, image);
    color.toRgbInPlace(back);

    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 256; i++) {
        assertThat(back.plane(c)[i]).isCloseTo(image.plane(c)[i], within(1e-6f));
      }
    }
  }

  @Test
  void noiseIsAsStrongAsTheRowsOfATransformAreLong() {
    for (int c = 0; c < 3; c++) {
      assertThat(OpponentColor.ORTHONORMAL.sigma(25, c)).isCloseTo(25, within(1e-12));
    }
    assertThat(OpponentColor.MEAN.sigma(30, 0)).isCloseTo(30 / Math.sqrt(3), within(1e-12));
    assertThat(OpponentColor.MEAN.sigma(30, 1)).isCloseTo(30 / Math.sqrt(2), within(1e-12));
    assertThat(OpponentColor.MEAN.sigma(30, 2)).isCloseTo(30 * Math.sqrt(6) / 4, within(1e-12));
  }

  @Test
  void studioLumaIsThatOfMatlab() {
    // rgb2ycbcr of white, black, red, green and blue, in double.
    double[] expected = {235 / 255.0, 16 / 255.0, 81.481 / 255, 144.553 / 255, 40.966 / 255};
    Image image =
        new Image(
            5,
            1,
            new float[] {1, 0, 1, 0, 0},
            new float[] {1, 0, 0, 1, 0},
            new float[] {1, 0, 0, 0, 1});

    Image luma = Luminance.studioLuma(image);

    for (int i = 0; i < 5; i++) {
      assertThat(luma.plane(0)[i]).isCloseTo((float) expected[i], within(1e-7f));
    }
  }

  @Test
  void grayWeighsRedGreenAndBlue() {
    Image image = new Image(1, 1, new float[] {0.2f}, new float[] {0.5f}, new float[] {0.9f});

    float gray = Luminance.gray(image).get(0, 0, 0);

    assertThat(gray).isCloseTo(0.299f * 0.2f + 0.587f * 0.5f + 0.114f * 0.9f, within(1e-6f));
  }

  @Test
  void anImageOfAnotherNumberOfChannelsIsRefused() {
    Image gray = Image.black(2, 2, 1);

    assertThatThrownBy(() -> OpponentColor.MEAN.fromRgb(gray, 0))
        .hasMessageContaining("1 channels: expected 3");
    assertThatThrownBy(() -> OpponentColor.MEAN.toRgbInPlace(gray))
        .hasMessageContaining("1 channels: expected 3");
    assertThatThrownBy(() -> Luminance.gray(gray)).hasMessageContaining("1 channels: expected 3");
    assertThatThrownBy(() -> Luminance.studioLuma(gray))
        .hasMessageContaining("1 channels: expected 3");
  }

  private static Image opponents(OpponentColor color, Image rgb) {
    return new Image(
        rgb.width(),
        rgb.height(),
        color.fromRgb(rgb, 0),
        color.fromRgb(rgb, 1),
        color.fromRgb(rgb, 2));
  }
}
