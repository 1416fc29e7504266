package org.selfsame.image;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntBinaryOperator;

/**
 * Bicubic resizing like MATLAB's {@code imresize}, which the field makes its low-resolution images
 * with.
 *
 * <p>The kernel is that of Keys (1981) with a = -0.5. Along an axis that shrinks, it is stretched
 * over as many source pixels as go into one (antialiasing). Beyond its edges the image is mirrored,
 * edge pixels repeated. The scale of an axis is its new size over its old one.
 */
public final class Resampling {
  private static final double KERNEL_WIDTH = 4;

  private Resampling() {}

  /**
   * Returns the image at another size, not clipped: the kernel overshoots at edges. The image is
   * continued by its mirror image, edge pixels repeated.
   *
   * @param width new width, at least 1
   * @param height new height, at least 1
   * @throws IllegalArgumentException if a size is below 1
   */
  public static Image resize(Image image, int width, int height) {
    return resize(image, width, height, Taps::mirrored, samples -> {});
  }

  /**
   * Returns an image of 8 bits at another size, level for level as MATLAB's {@code imresize} does:
   * it is continued by its edge pixels, and clipped and rounded to 8 bits, half up, when its height
   * is changed and again when its width is.
   *
   * @param image of samples that are multiples of 1/255
   * @param width new width, at least 1
   * @param height new height, at least 1
   * @throws IllegalArgumentException if a size is below 1
   */
  public static Image resizeLevels(Image image, int width, int height) {
    return resize(image, width, height, Taps::clamped, Resampling::roundLevels);
  }

  private static Image resize(
      Image image, int width, int height, IntBinaryOperator continued, Consumer<double[]> stored) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "resize to " + width + "x" + height + ": expected at least 1x1");
    }
    Image result = Image.black(width, height, image.channels());
    Taps across = new Taps(image.width(), width, continued);
    Taps down = new Taps(image.height(), height, continued);
    for (int c = 0; c < image.channels(); c++) {
      resize(image.plane(c), across, down, stored, result.plane(c));
    }
    return result;
  }

  private static void resize(
      float[] from, Taps across, Taps down, Consumer<double[]> stored, float[] to) {
    double[] blended = new double[across.oldSize];
    double[] row = new double[across.newSize];
    for (int y = 0; y < down.newSize; y++) {
      // One row of the new height at the old width, then that row at the new width.
      Arrays.fill(blended, 0);
      for (int t = 0; t < down.count; t++) {
        double weight = down.weights[y * down.count + t];
        int start = down.indices[y * down.count + t] * across.oldSize;
        for (int x = 0; x < across.oldSize; x++) {
          blended[x] += weight * from[start + x];
        }
      }
      stored.accept(blended);
      for (int x = 0; x < across.newSize; x++) {
        double sum = 0;
        for (int t = 0; t < across.count; t++) {
          sum +=
              across.weights[x * across.count + t] * blended[across.indices[x * across.count + t]];
        }
        row[x] = sum;
      }
      stored.accept(row);
      for (int x = 0; x < across.newSize; x++) {
        to[y * across.newSize + x] = (float) row[x];
      }
    }
  }

  /** Sums of floats are not exact: what is within a millionth of a half is one. */
  private static void roundLevels(double[] samples) {
    for (int i = 0; i < samples.length; i++) {
      double level = Math.floor(255 * samples[i] + 0.5 + 1e-6);
      samples[i] = Math.max(0, Math.min(255, level)) / 255;
    }
  }

  /** Which old pixels make each new pixel of an axis, and how much of each. */
  private static final class Taps {
    final int oldSize;
    final int newSize;

    /** Old pixels for one new pixel. */
    final int count;

    /** [newSize, count]. */
    final int[] indices;

    /** [newSize, count]; the sum for a new pixel is 1. */
    final double[] weights;

    /**
     * @param continued the old pixel that stands for one outside, of its index and the old size
     */
    Taps(int oldSize, int newSize, IntBinaryOperator continued) {
      this.oldSize = oldSize;
      this.newSize = newSize;
      double scale = (double) newSize / oldSize;
      double shrink = Math.min(scale, 1);
      double kernelWidth = KERNEL_WIDTH / shrink;
      count = (int) Math.ceil(kernelWidth) + 2;
      indices = new int[Math.multiplyExact(newSize, count)];
      weights = new double[indices.length];
      for (int i = 0; i < newSize; i++) {
        double center = (i + 0.5) / scale - 0.5;
        int first = (int) Math.floor(center - kernelWidth / 2);
        double sum = 0;
        for (int t = 0; t < count; t++) {
          indices[i * count + t] = continued.applyAsInt(first + t, oldSize);
          weights[i * count + t] = keys(shrink * (center - (first + t)));
          sum += weights[i * count + t];
        }
        for (int t = 0; t < count; t++) {
          weights[i * count + t] /= sum;
        }
      }
    }

    static int clamped(int index, int size) {
      return Math.max(0, Math.min(size - 1, index));
    }

    static int mirrored(int index, int size) {
      int inPeriod = Math.floorMod(index, 2 * size);
      return inPeriod < size ? inPeriod : 2 * size - 1 - inPeriod;
    }

    /** Keys's cubic kernel, a = -0.5. */
    private static double keys(double x) {
      double d = Math.abs(x);
      if (d <= 1) {
        return (1.5 * d - 2.5) * d * d + 1;
      }
      return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    }
  }
}
