package org.selfsame.quality;

import org.selfsame.image.Image;

/**
 * PSNR-B (Yim and Bovik, 2011): the peak signal-to-noise ratio in decibels of an image that was
 * compressed in blocks of 8x8 pixels, with visible steps between the blocks counted as further
 * error.
 *
 * <p>The blocking effect factor is that of the image alone: how far the mean squared difference of
 * neighbors in different blocks, {@code D_B}, exceeds that of the other neighbors, {@code D_C},
 * times {@code log2 8 / log2 min(width, height)}; or 0 where it does not. The ratio is {@code 10
 * log10(255^2 / (MSE + factor))}, of 8-bit values as for {@link Psnr}.
 *
 * <p>The means are over as many pairs as the article says, {@code width / 8 - 1} between blocks in
 * a row, even where the width is not a multiple of 8 and there are a few more: that is how
 * published figures are computed. JPEG on LIVE1 at quality 10, 20, 30 and 40 has 25.33, 27.57,
 * 28.92 and 29.96.
 */
public final class PsnrB {
  private static final int BLOCK = 8;

  private PsnrB() {}

  /**
   * Returns the ratio; it is infinite if the images are equal and no steps are seen.
   *
   * @param image gray, with the blocks' corner at its top left
   * @throws IllegalArgumentException if sizes differ, there is more than 1 channel, or a side is
   *     below 8 pixels
   */
  public static double of(Image image, Image reference) {
    EightBit.requireSameSize(image, reference);
    if (image.channels() != 1 || image.width() < BLOCK || image.height() < BLOCK) {
      throw new IllegalArgumentException(
          "PSNR-B of %s: expected 1 channel (luma) and at least %dx%d pixels, one block"
              .formatted(image, BLOCK, BLOCK));
    }
    double meanSquare = Psnr.squares(image, reference, EightBit::value) / image.plane(0).length;
    return 10 * Math.log10(255 * 255 / (meanSquare + blockingEffect(image)));
  }

  private static double blockingEffect(Image image) {
    int width = image.width();
    int height = image.height();
    double between = 0;
    double within = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double left = x == 0 ? 0 : squaredDifference(image, y, x, y, x - 1);
        double above = y == 0 ? 0 : squaredDifference(image, y, x, y - 1, x);
        between += (x % BLOCK == 0 ? left : 0) + (y % BLOCK == 0 ? above : 0);
        within += (x % BLOCK == 0 ? 0 : left) + (y % BLOCK == 0 ? 0 : above);
      }
    }
    double pairs = height * (width - 1.0) + width * (height - 1.0);
    double pairsBetween =
        height * ((double) width / BLOCK - 1) + width * ((double) height / BLOCK - 1);
    if (pairsBetween == 0) {
      return 0;
    }
    double excess = between / pairsBetween - within / (pairs - pairsBetween);
    return Math.max(0, excess) * Math.log(BLOCK) / Math.log(Math.min(width, height));
  }

  private static double squaredDifference(Image image, int y, int x, int otherY, int otherX) {
    double difference =
        EightBit.value(image.get(0, y, x)) - EightBit.value(image.get(0, otherY, otherX));
    return difference * difference;
  }
}
