package org.selfsame.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.image.Image;

class PsnrBTest {
  @ParameterizedTest
  @CsvSource({"16, 16", "40, 24", "37, 21", "9, 8", "17, 64"})
  void theValueIsThatOfTheDefinition(int width, int height) {
    Random random = new Random(width);
    Image reference = Image.black(width, height, 1);
    Image image = Image.black(width, height, 1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double step = 0.1 * ((x / 8 + y / 8) % 2);
        reference.plane(0)[y * width + x] = (float) (0.5 + 0.02 * random.nextGaussian());
        image.plane(0)[y * width + x] = (float) (0.5 + step + 0.02 * random.nextGaussian());
      }
    }
    assertThat(PsnrB.of(image, reference))
        .isCloseTo(slow(image, reference), within(1e-9))
        .isLessThan(Psnr.of(image, reference) - 0.1);
  }

  @Test
  void twoFlatBlocksHaveTheValueComputedByHand() {
    // Levels 100 and 110 side by side against 105: the mean squared error is 25. The 8 pairs across
    // the edge differ by 10, the others by 0: the factor is log2 8 / log2 8 times 100.
    Image image = Image.black(16, 8, 1);
    Image reference = Image.black(16, 8, 1);
    for (int i = 0; i < 128; i++) {
      image.plane(0)[i] = (i % 16 < 8 ? 100 : 110) / 255f;
      reference.plane(0)[i] = 105 / 255f;
    }
    assertThat(PsnrB.of(image, reference))
        .isCloseTo(10 * Math.log10(255 * 255 / 125.0), within(1e-12));
  }

  @Test
  void stepsWithinBlocksAreNoBlocking() {
    Image image = Image.black(24, 24, 1);
    for (int i = 0; i < 576; i++) {
      image.plane(0)[i] = ((i % 24 + 4) / 8 % 2 == 0 ? 100 : 150) / 255f;
    }
    Image reference = Image.black(24, 24, 1);
    assertThat(PsnrB.of(image, reference)).isEqualTo(Psnr.of(image, reference));
  }

  @Test
  void equalImagesWithoutBlocksHaveAnInfiniteRatio() {
    Image flat = Image.black(24, 16, 1);
    assertThat(PsnrB.of(flat, flat)).isInfinite().isPositive();
    Image oneBlock = Image.black(8, 8, 1);
    assertThat(PsnrB.of(oneBlock, oneBlock)).isInfinite().isPositive();
  }

  @Test
  void aRatioOfNotANumberIsNotANumber() {
    Image image = Image.black(16, 16, 1);
    image.plane(0)[20] = Float.NaN;
    assertThat(PsnrB.of(image, Image.black(16, 16, 1))).isNaN();
  }

  @Test
  void whatHasNoBlocksOrIsNotGrayIsRefused() {
    assertThatThrownBy(() -> PsnrB.of(Image.black(16, 16, 3), Image.black(16, 16, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "PSNR-B of Image[16x16, 3 channels]: expected 1 channel (luma) and at least 8x8"
                + " pixels, one block");
    assertThatThrownBy(() -> PsnrB.of(Image.black(30, 7, 1), Image.black(30, 7, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("30x7");
    assertThatThrownBy(() -> PsnrB.of(Image.black(30, 20, 1), Image.black(20, 30, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected the same size");
  }

  /** Yim and Bovik's sums over sets of columns and rows, one after the other. */
  private static double slow(Image image, Image reference) {
    int width = image.width();
    int height = image.height();
    double columnsBetween = 0;
    double columnsWithin = 0;
    for (int x = 0; x + 1 < width; x++) {
      double sum = 0;
      for (int y = 0; y < height; y++) {
        sum += Math.pow(level(image.get(0, y, x)) - level(image.get(0, y, x + 1)), 2);
      }
      if ((x + 1) % 8 == 0) {
        columnsBetween += sum;
      } else {
        columnsWithin += sum;
      }
    }
    double rowsBetween = 0;
    double rowsWithin = 0;
    for (int y = 0; y + 1 < height; y++) {
      double sum = 0;
      for (int x = 0; x < width; x++) {
        sum += Math.pow(level(image.get(0, y, x)) - level(image.get(0, y + 1, x)), 2);
      }
      if ((y + 1) % 8 == 0) {
        rowsBetween += sum;
      } else {
        rowsWithin += sum;
      }
    }
    double columnPairsBetween = height * (width / 8.0 - 1);
    double rowPairsBetween = width * (height / 8.0 - 1);
    double columnPairsWithin = height * (width - 1) - columnPairsBetween;
    double rowPairsWithin = width * (height - 1) - rowPairsBetween;
    double between = (columnsBetween + rowsBetween) / (columnPairsBetween + rowPairsBetween);
    double inside = (columnsWithin + rowsWithin) / (columnPairsWithin + rowPairsWithin);
    double log2OfSide = Math.log(Math.min(width, height)) / Math.log(2);
    double factor = between > inside ? 3 / log2OfSide * (between - inside) : 0;
    double error = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double difference = level(image.get(0, y, x)) - level(reference.get(0, y, x));
        error += difference * difference / (width * height);
      }
    }
    return 20 * Math.log10(255) - 10 * Math.log10(error + factor);
  }

  private static double level(float sample) {
    return Math.round(255.0 * Math.min(1, Math.max(0, sample)));
  }
}
