package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;

class BicubicDownscaleTest {
  @Test
  void halvingAnEdgeGivesTheLevelsComputedByHand() {
    // The center of new pixel i is between old pixels 2i and 2i + 1; those at distance 1/2, 3/2,
    // 5/2 and 7/2 count 111, 29, -9 and -3 of 256. New pixel 1 sees 29 - 9 - 3 of the bright side.
    Image edge = new Image(8, 1, levels(0, 0, 0, 0, 200, 200, 200, 200));

    Image half = new BicubicDownscale(2).degrade(copies(edge, 2), "edge");

    // 200/256 of -3, 17, 239 and 259: the first is -2.3 before it is clipped.
    assertThat(rounded(half)).containsExactly(0, 13, 187, 202);
  }

  @Test
  void aThirdOfAnImpulseHasTheLevelsComputedByHand() {
    // Old pixel 3 is at distance 2, 1 and 4 of the centers 1, 4 and 7. The kernel at 1/3, 2/3 and
    // 4/3, over 3, is 7/27, 1/9 and -2/81: 255 times 9/81, 21/81 and -2/81.
    Image impulse = new Image(9, 1, levels(0, 0, 0, 255, 0, 0, 0, 0, 0));

    Image third = new BicubicDownscale(3).degrade(copies(impulse, 3), "impulse");

    assertThat(rounded(third)).containsExactly(28, 66, 0);
    assertThat(third.get(0, 0, 1)).isEqualTo(66 / 255f);
  }

  /** As the field's files are: each axis is stored in 8 bits, edges are repeated. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void eachLevelIsThatOfASlowVersionInWholeNumbers(int scale) {
    SplittableRandom random = new SplittableRandom(scale);
    int width = 6 * scale;
    int height = 5 * scale;
    int[][] levels = new int[height][width];
    float[] plane = new float[width * height];
    for (int i = 0; i < plane.length; i++) {
      int level = random.nextInt(256);
      levels[i / width][i % width] = level;
      plane[i] = level / 255f;
    }
    int[][] expected = transposed(reduced(transposed(reduced(levels, scale)), scale));

    Image small = new BicubicDownscale(scale).degrade(new Image(width, height, plane), "a");

    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 6; x++) {
        assertThat(small.get(0, y, x)).isEqualTo(expected[y][x] / 255f);
      }
    }
  }

  /** Reduces the height. */
  private static int[][] reduced(int[][] levels, int scale) {
    int[][] reduced = new int[levels.length / scale][levels[0].length];
    for (int y = 0; y < reduced.length; y++) {
      double center = (y + 0.5) * scale - 0.5;
      double total = 0;
      for (int from = (int) center - 3 * scale; from <= center + 3 * scale; from++) {
        total += keys((from - center) / scale);
      }
      for (int x = 0; x < levels[0].length; x++) {
        double sum = 0;
        for (int from = (int) center - 3 * scale; from <= center + 3 * scale; from++) {
          int row = Math.min(levels.length - 1, Math.max(0, from));
          sum += keys((from - center) / scale) / total * levels[row][x];
        }
        reduced[y][x] = Math.max(0, Math.min(255, (int) Math.floor(sum + 0.5 + 1e-6)));
      }
    }
    return reduced;
  }

  private static int[][] transposed(int[][] levels) {
    int[][] transposed = new int[levels[0].length][levels.length];
    for (int y = 0; y < levels.length; y++) {
      for (int x = 0; x < levels[0].length; x++) {
        transposed[x][y] = levels[y][x];
      }
    }
    return transposed;
  }

  private static double keys(double x) {
    double d = Math.abs(x);
    if (d <= 1) {
      return 1.5 * d * d * d - 2.5 * d * d + 1;
    }
    return d < 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2 : 0;
  }

  @ParameterizedTest
  @CsvSource({"2, 9, 7, 4, 3", "3, 9, 7, 3, 2", "4, 9, 7, 2, 1", "5, 5, 9, 1, 1", "2, 3, 2, 1, 1"})
  void theSizeIsExactlyThatOfTheCroppedImageOverTheScale(
      int scale, int width, int height, int newWidth, int newHeight) {
    Image clean = ramp(width, height);

    Image small = new BicubicDownscale(scale).degrade(clean, "ramp");

    assertThat(small.width()).isEqualTo(newWidth);
    assertThat(small.height()).isEqualTo(newHeight);
    assertThat(small.channels()).isEqualTo(3);
  }

  @Test
  void whatIsBeyondTheMultipleHasNoInfluence() {
    Image clean = ramp(11, 8);
    Image cropped = new BicubicDownscale(3).reference(clean, "a");
    assertThat(cropped.width()).isEqualTo(9);
    assertThat(cropped.height()).isEqualTo(6);
    assertThat(cropped.get(1, 5, 8)).isEqualTo(clean.get(1, 5, 8));

    assertThat(new BicubicDownscale(3).degrade(clean, "a").plane(1))
        .isEqualTo(new BicubicDownscale(3).degrade(cropped, "b").plane(1));
  }

  @Test
  void samplesAreWholeLevelsAndTheCleanImageIsNotChanged() {
    Image clean = ramp(12, 12);
    for (float sample : new BicubicDownscale(4).degrade(clean, "a").plane(2)) {
      assertThat(255.0 * sample).isCloseTo(Math.rint(255.0 * sample), within(1e-4));
    }
    assertThat(clean.plane(2)).isEqualTo(ramp(12, 12).plane(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0, -2})
  void aScaleBelowTwoIsRefused(int scale) {
    assertThatThrownBy(() -> new BicubicDownscale(scale))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scale is " + scale + ": expected a whole number from 2");
  }

  @Test
  void anImageSmallerThanTheScaleIsRefused() {
    assertThatThrownBy(() -> new BicubicDownscale(4).degrade(Image.black(3, 9, 1), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("image of 3x9 pixels: expected at least 4x4 to reduce it 4 times");
  }

  @Test
  void theDescriptionTellsTheScale() {
    assertThat(new BicubicDownscale(3).description())
        .isEqualTo(
            "cropped to a multiple of 3, bicubic to 1/3 with antialiasing, rounded to 8 bit");
  }

  private static float[] levels(int... levels) {
    float[] samples = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      samples[i] = levels[i] / 255f;
    }
    return samples;
  }

  private static Image copies(Image row, int rows) {
    float[] samples = new float[rows * row.width()];
    for (int y = 0; y < rows; y++) {
      System.arraycopy(row.plane(0), 0, samples, y * row.width(), row.width());
    }
    return new Image(row.width(), rows, samples);
  }

  private static int[] rounded(Image image) {
    int[] levels = new int[image.plane(0).length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Math.round(255 * image.plane(0)[i]);
    }
    return levels;
  }

  private static Image ramp(int width, int height) {
    Image image = Image.black(width, height, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < width * height; i++) {
        image.plane(c)[i] = (31 * i + 70 * c) % 256 / 255f;
      }
    }
    return image;
  }
}
