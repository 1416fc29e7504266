package org.selfsame.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.Resampling;

class JpegGridTest {
  private final Image noisy = GaussianNoise.of(5).degrade(waves(), "waves");

  @ParameterizedTest
  @CsvSource({"75, 0, 0", "75, 3, 5", "40, 7, 0", "60, 1, 2"})
  void theGridIsFoundWhereverItBegins(int quality, int left, int top) {
    Image compressed = new JpegCompression(quality).degrade(noisy, "waves");
    assertThat(shows(compressed.crop(left, top, 150, 130))).isTrue();
  }

  @Test
  void noGridIsFoundInNoiseOrInASmoothPicture() {
    assertThat(shows(noisy)).isFalse();
    assertThat(shows(waves())).isFalse();
    assertThat(shows(Image.black(64, 64, 1))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"2", "4"})
  void aPictureThatWasEnlargedHasAnotherGrid(int scale) {
    assertThat(shows(Resampling.resize(noisy, 160 * scale, 140 * scale))).isFalse();
  }

  private static boolean shows(Image image) {
    return JpegGrid.showsIn(image.plane(0), image.width(), image.height());
  }

  private static Image waves() {
    Image image = Image.black(160, 140, 1);
    for (int y = 0; y < 140; y++) {
      for (int x = 0; x < 160; x++) {
        image.plane(0)[y * 160 + x] = (float) (0.5 + 0.2 * Math.sin(0.11 * x) * Math.cos(0.07 * y));
      }
    }
    return image;
  }
}
