package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.selfsame.image.Image;
import org.selfsame.image.JpegRoundTrip;
import org.selfsame.image.WriteOptions.JpegChroma;
import org.selfsame.quality.Psnr;

class AnyJpegTest {
  private static final Image CLEAN = texture(18, 17, 3);

  @Test
  void theSeedAndTheNameDecide() {
    Image first = new AnyJpeg(3).degrade(CLEAN, "a.png");
    assertThat(new AnyJpeg(3).degrade(CLEAN, "a.png").plane(1)).isEqualTo(first.plane(1));
    assertThat(new AnyJpeg(3).degrade(CLEAN, "b.png").plane(1)).isNotEqualTo(first.plane(1));
    assertThat(new AnyJpeg(4).degrade(CLEAN, "a.png").plane(1)).isNotEqualTo(first.plane(1));
    assertThat(first.width()).isEqualTo(CLEAN.width());
    assertThat(first.height()).isEqualTo(CLEAN.height());
  }

  /** A file that was compressed once is the round trip of one of the qualities and chromas. */
  @Test
  void twoOfThreeFilesWereCompressedOnceWithAnyQualityAndChroma() {
    Set<Integer> qualities = new HashSet<>();
    Set<JpegChroma> chromas = new HashSet<>();
    int once = 0;
    for (int seed = 0; seed < 60; seed++) {
      Image degraded = new AnyJpeg(seed).degrade(CLEAN, "");
      for (JpegChroma chroma : JpegChroma.values()) {
        for (int quality = 5; quality <= 95; quality++) {
          if (same(JpegRoundTrip.of(CLEAN, quality, chroma), degraded)) {
            qualities.add(quality);
            chromas.add(chroma);
            once++;
          }
        }
      }
    }
    assertThat(once).isBetween(25, 50);
    assertThat(chromas).hasSize(2);
    assertThat(qualities).hasSizeGreaterThan(20);
  }

  @Test
  void aGrayImageStaysGray() {
    Image gray = texture(20, 20, 1);
    Image degraded = new AnyJpeg(1).degrade(gray, "");
    assertThat(degraded.channels()).isEqualTo(1);
    assertThat(Psnr.of(degraded, gray)).isBetween(15.0, 60.0);
  }

  private static boolean same(Image a, Image b) {
    for (int c = 0; c < a.channels(); c++) {
      if (!Arrays.equals(a.plane(c), b.plane(c))) {
        return false;
      }
    }
    return true;
  }

  private static Image texture(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < width * height; i++) {
        int x = i % width;
        int y = i / width;
        image.plane(c)[i] =
            (float) (0.5 + 0.3 * Math.sin(0.7 * x + c) * Math.cos(0.4 * y) + 0.1 * ((x * y) % 3));
      }
    }
    return image;
  }
}
