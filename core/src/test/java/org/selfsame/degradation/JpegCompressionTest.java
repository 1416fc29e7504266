package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;

class JpegCompressionTest {
  /** Annex K, table K.1, row by row. */
  private static final int[] LUMINANCE = {
    16, 11, 10, 16, 24, 40, 51, 61, //
    12, 12, 14, 19, 26, 58, 60, 55, //
    14, 13, 16, 24, 40, 57, 69, 56, //
    14, 17, 22, 29, 51, 87, 80, 62, //
    18, 22, 37, 56, 68, 109, 103, 77, //
    24, 35, 55, 64, 81, 104, 113, 92, //
    49, 64, 78, 87, 103, 121, 120, 101, //
    72, 92, 95, 98, 112, 100, 103, 99
  };

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 30, 40, 50})
  void everyCoefficientOfAGrayImageBecomesTheNearestMultipleOfItsStep(int quality) {
    Image clean = texture(24, 16, 1);

    Image found = new JpegCompression(quality).degrade(clean, "a");

    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    for (int top = 0; top < 16; top += 8) {
      for (int left = 0; left < 24; left += 8) {
        for (int k = 0; k < 64; k++) {
          double step = Math.min(255, (LUMINANCE[k] * percent + 50) / 100);
          double before = coefficient(clean, top, left, k);
          double after = coefficient(found, top, left, k);
          double multiple = step * Math.rint(after / step);
          // The decoded samples are rounded to whole levels.
          assertThat(after).isCloseTo(multiple, within(1.5));
          // The library computes coefficients to about 1/16.
          assertThat(before).isCloseTo(multiple, within(step / 2 + 0.2));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "7, 5", "8, 8", "17, 3", "33, 31"})
  void everySizeIsKept(int width, int height) {
    for (int channels : new int[] {1, 3}) {
      Image clean = flat(width, height, 120 / 255f, 100 / 255f, 140 / 255f);
      Image gray = new Image(width, height, clean.plane(0));
      Image found = new JpegCompression(90).degrade(channels == 1 ? gray : clean, "a");
      assertThat(found.width()).isEqualTo(width);
      assertThat(found.height()).isEqualTo(height);
      assertThat(found.channels()).isEqualTo(channels);
      for (int c = 0; c < channels; c++) {
        for (float sample : found.plane(c)) {
          assertThat(sample).isCloseTo(clean.get(c, 0, 0), within(3 / 255f));
        }
      }
    }
  }

  @Test
  void colorHasHalfTheResolution() {
    // Columns of equal luma, alternately reddish and bluish, keep their luma and lose their color.
    Image clean = flat(32, 32, 0.5f, 0.5f, 0.5f);
    for (int i = 0; i < 32 * 32; i++) {
      float sign = i % 2 == 0 ? 1 : -1;
      clean.plane(0)[i] += sign * 0.114f;
      clean.plane(2)[i] -= sign * 0.299f;
    }
    Image found = new JpegCompression(95).degrade(clean, "a");
    for (int c = 0; c < 3; c++) {
      for (float sample : found.plane(c)) {
        assertThat(sample).isCloseTo(0.5f, within(0.03f));
      }
    }
  }

  @Test
  void aFileWrittenWithItsOptionsIsReadAsTheDegradedImage(@TempDir Path folder) throws IOException {
    JpegCompression jpeg = new JpegCompression(15);
    for (int channels : new int[] {1, 3}) {
      Image clean = texture(37, 21, channels);
      Path file = folder.resolve(channels + ".jpg");
      ImageFiles.write(file, Picture.of(clean, SampleFormat.UINT8), jpeg.writeOptions());
      Image read = ImageFiles.read(file).image();
      for (int c = 0; c < channels; c++) {
        assertThat(read.plane(c))
            .isEqualTo(jpeg.degrade(clean, "a").plane(c))
            .isNotEqualTo(clean.plane(c));
      }
    }
  }

  @Test
  void lowerQualityLosesMore() {
    Image clean = texture(64, 48, 3);
    double last = 0;
    for (int quality : new int[] {95, 60, 30, 10, 1}) {
      Image found = new JpegCompression(quality).degrade(clean, "a");
      double error = 0;
      for (int i = 0; i < 64 * 48; i++) {
        error += Math.abs(found.plane(1)[i] - clean.plane(1)[i]);
      }
      assertThat(error).isGreaterThan(last);
      last = error;
    }
  }

  @Test
  void samplesOutsideTheRangeAreClippedFirst() {
    Image bright = flat(16, 16, 1.5f, 1.5f, 1.5f);
    assertThat(new JpegCompression(50).degrade(bright, "a").plane(0)).containsOnly(1);
    assertThat(bright.plane(0)).containsOnly(1.5f);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -5, 101})
  void aQualityOutsideItsRangeIsRefused(int quality) {
    assertThatThrownBy(() -> new JpegCompression(quality))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JPEG quality is " + quality + ": expected a whole number from 1 to 100");
  }

  @Test
  void whatAJpegCannotHoldIsRefused() {
    JpegCompression jpeg = new JpegCompression(50);
    assertThatThrownBy(() -> jpeg.degrade(Image.black(8, 8, 2), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 channels: expected 1 (gray) or 3 (RGB)");
    assertThatThrownBy(() -> jpeg.degrade(Image.black(65536, 1, 1), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536x1 pixels: expected at most 65535 a side");
  }

  @Test
  void theDescriptionTellsTheQuality() {
    assertThat(new JpegCompression(10).description())
        .isEqualTo("JPEG of quality 10 (IJG scale, standard tables; color as 4:2:0)");
  }

  /** The transform of ITU T.81, A.3.3, of the levels of a block. */
  private static double coefficient(Image image, int top, int left, int k) {
    double sum = 0;
    for (int i = 0; i < 64; i++) {
      sum +=
          basis(k / 8, i / 8)
              * basis(k % 8, i % 8)
              * (255 * image.get(0, top + i / 8, left + i % 8) - 128);
    }
    return sum;
  }

  private static double basis(int frequency, int position) {
    double norm = frequency == 0 ? Math.sqrt(1 / 8.0) : 0.5;
    return norm * Math.cos((2 * position + 1) * frequency * Math.PI / 16);
  }

  private static Image texture(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double value =
              0.5 + 0.3 * Math.sin(0.31 * x + c) * Math.cos(0.23 * y) + 0.1 * Math.sin(2.1 * x * y);
          image.plane(c)[y * width + x] = Math.round(255 * value) / 255f;
        }
      }
    }
    return image;
  }

  private static Image flat(int width, int height, float red, float green, float blue) {
    Image image = Image.black(width, height, 3);
    Arrays.fill(image.plane(0), red);
    Arrays.fill(image.plane(1), green);
    Arrays.fill(image.plane(2), blue);
    return image;
  }
}
