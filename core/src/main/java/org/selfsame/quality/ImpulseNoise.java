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

  /** Of samples that are nearly a speck's. */
  private static final float NEAR = 0.1f;

  private static final int LEAST_STAND = 4;

  private static final double LEAST_SHARE = 0.001;

  private static final int FEWEST = 16;

  /** One kind is at most so many times as frequent as the other. */
  private static final int MOST_UNEVEN = 5;

  /** Returns what is found in an image; nothing if that is not salt and pepper. */
  public static Optional<ImpulseNoise> in(Image image) {
    Count light = new Count();
    Count dark = new Count();
    for (int c = 0; c < image.channels(); c++) {
      light.add(image.plane(c), image.width(), image.height(), 1);
      dark.add(image.plane(c), image.width(), image.height(), -1);
    }
    long specks = light.specks + dark.specks;
    double share = (double) specks / ((long) image.channels() * image.width() * image.height());
    boolean both =
        Math.max(light.specks, dark.specks) <= MOST_UNEVEN * Math.min(light.specks, dark.specks);
    boolean found =
        both && light.stands() && dark.stands() && specks >= FEWEST && share >= LEAST_SHARE;
    return found ? Optional.of(new ImpulseNoise(share)) : Optional.empty();
  }

  /** Counts samples that are alone: specks, and others that are nearly as light or dark. */
  private static final class Count {
    long specks;
    long near;

    /** Strong noise and fine texture have samples of all levels that are alone. */
    boolean stands() {
      return specks >= LEAST_STAND * near;
    }

    /** Counts those of a plane; sign is 1 for light ones and -1 for dark ones. */
    void add(float[] plane, int width, int height, int sign) {
      float extreme = Float.NEGATIVE_INFINITY;
      for (float sample : plane) {
        extreme = Math.max(extreme, sign * sample);
      }
      for (int y = 1; y < height - 1; y++) {
        for (int i = y * width + 1; i < (y + 1) * width - 1; i++) {
          float level = sign * plane[i];
          if (level >= extreme - NEAR && isAlone(plane, i, width, sign)) {
            if (level == extreme) {
              specks++;
            } else {
              near++;
            }
          }
        }
      }
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
}
