package org.selfsame.quality;

import java.util.Optional;
import org.selfsame.image.Image;

/**
 * Salt-and-pepper noise: single pixels that are black or white whatever is around them, as dead
 * sensor cells, transmission errors and old scans have. Models for Gaussian noise leave it, and
 * what the noise estimate says is wrong with it.
 *
 * <p>A speck is a sample at the lowest or the highest level of its channel that none of its 8
 * neighbors comes near to. Stars are only light, and type on paper only dark: both kinds must
 * occur, neither much more often than the other.
 *
 * @param share of all samples that are specks, 0 to 1, as far as they can be told
 */
public record ImpulseNoise(double share) {
  /** Between a speck and each of its neighbors, of samples 0 to 1. */
  private static final float LEAST_DIFFERENCE = 0.2f;

  private static final double LEAST_SHARE = 0.001;

  private static final int FEWEST = 16;

  /** One kind is at most so many times as frequent as the other. */
  private static final int MOST_UNEVEN = 5;

  /** Returns what is found in an image; nothing if that is not salt and pepper. */
  public static Optional<ImpulseNoise> in(Image image) {
    long dark = 0;
    long light = 0;
    for (int c = 0; c < image.channels(); c++) {
      float[] plane = image.plane(c);
      dark += specks(plane, image.width(), image.height(), -1);
      light += specks(plane, image.width(), image.height(), 1);
    }
    long all = dark + light;
    double share = (double) all / ((long) image.channels() * image.width() * image.height());
    boolean both = Math.max(dark, light) <= MOST_UNEVEN * Math.min(dark, light);
    return both && all >= FEWEST && share >= LEAST_SHARE
        ? Optional.of(new ImpulseNoise(share))
        : Optional.empty();
  }

  /**
   * Counts specks.
   *
   * @param sign 1 for light ones, -1 for dark ones
   */
  private static long specks(float[] plane, int width, int height, int sign) {
    float extreme = Float.NEGATIVE_INFINITY;
    for (float sample : plane) {
      extreme = Math.max(extreme, sign * sample);
    }
    long count = 0;
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        if (sign * plane[i] == extreme && isAlone(plane, i, width, sign)) {
          count++;
        }
      }
    }
    return count;
  }

  private static boolean isAlone(float[] plane, int at, int width, int sign) {
    float limit = sign * plane[at] - LEAST_DIFFERENCE;
    for (int row = at - width; row <= at + width; row += width) {
      for (int i = row - 1; i <= row + 1; i++) {
        if (i != at && sign * plane[i] > limit) {
          return false;
        }
      }
    }
    return true;
  }
}
