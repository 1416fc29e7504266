package org.selfsame.quality;

import java.util.function.DoubleUnaryOperator;
import org.selfsame.image.Image;

/**
 * Peak signal-to-noise ratio in decibels, {@code 10 log10(peak^2 / MSE)}; the mean squared error is
 * over all samples of all channels. Equal images have an infinite ratio.
 */
public final class Psnr {
  private Psnr() {}

  /**
   * Returns the ratio as published figures have it: of 8-bit values, that is samples clipped to [0,
   * 1], times 255, rounded with halves to even; the peak is 255.
   *
   * @throws IllegalArgumentException if sizes or channels differ
   */
  public static double of(Image image, Image reference) {
    return ratio(255, squares(image, reference, EightBit::value), image);
  }

  /**
   * Returns the ratio of samples as they are, neither clipped nor rounded; the peak is 1.
   *
   * @throws IllegalArgumentException if sizes or channels differ
   */
  public static double ofFloat(Image image, Image reference) {
    return ratio(1, squares(image, reference, DoubleUnaryOperator.identity()), image);
  }

  /**
   * Returns the sum of the squared differences of samples.
   *
   * @param value of a sample
   * @throws IllegalArgumentException if sizes or channels differ
   */
  static double squares(Image image, Image reference, DoubleUnaryOperator value) {
    EightBit.requireSameSize(image, reference);
    double squares = 0;
    for (int c = 0; c < image.channels(); c++) {
      float[] a = image.plane(c);
      float[] b = reference.plane(c);
      for (int i = 0; i < a.length; i++) {
        double difference = value.applyAsDouble(a[i]) - value.applyAsDouble(b[i]);
        squares += difference * difference;
      }
    }
    return squares;
  }

  private static double ratio(double peak, double squares, Image image) {
    double samples = (double) image.width() * image.height() * image.channels();
    return 10 * Math.log10(peak * peak * samples / squares);
  }
}
