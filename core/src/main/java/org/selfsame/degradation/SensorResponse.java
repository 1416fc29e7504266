package org.selfsame.degradation;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.image.Image;

/**
 * How the samples of a sensor, which grow with the light, become values as displays show them, and
 * back: without the level of no light, balanced, and along the curve of sRGB (IEC 61966-2-1).
 * Nothing is clipped, so it can be undone.
 *
 * @param pattern of the mosaic
 * @param black samples without light: at even rows and columns, at even rows and odd columns, and
 *     of those below
 * @param white the sample that is as bright as a display can be
 * @param balance what red, green and blue are multiplied with, so that gray is gray
 */
public record SensorResponse(
    Pattern pattern, List<Double> black, double white, List<Double> balance) {
  /** Leaves red, green and blue as they are. */
  public static final List<Double> UNBALANCED = List.of(1.0, 1.0, 1.0);

  private static final double FULL = 0.98;
  private static final double GREATEST_GAIN = 8;

  /**
   * Copies the lists, and checks them.
   *
   * @throws IllegalArgumentException if white is not above black, or a factor not above 0
   */
  public SensorResponse {
    black = List.copyOf(black);
    balance = List.copyOf(balance);
    for (double level : black) {
      if (!(level < white)) {
        throw new IllegalArgumentException(
            "white level %s: expected one above the black level, %s".formatted(white, level));
      }
    }
    for (double factor : balance) {
      if (!(factor > 0 && Double.isFinite(factor))) {
        throw new IllegalArgumentException(
            "white balance %s: expected factors above 0".formatted(balance));
      }
    }
  }

  /** Returns this response with another balance. */
  public SensorResponse withBalance(List<Double> other) {
    return new SensorResponse(pattern, black, white, other);
  }

  /**
   * Returns this response with the balance that makes the mean of a mosaic gray. Pixels that are
   * full do not count.
   */
  public SensorResponse balancedFor(Image mosaic) {
    double[] sums = new double[3];
    long[] counts = new long[3];
    for (int y = 0; y < mosaic.height(); y++) {
      for (int x = 0; x < mosaic.width(); x++) {
        int c = pattern.channel(y, x);
        double light = light(mosaic.get(mosaic.channels() == 1 ? 0 : c, y, x), y, x);
        if (light < FULL) {
          sums[c] += light;
          counts[c]++;
        }
      }
    }
    double[] means = IntStream.range(0, 3).mapToDouble(c -> sums[c] / counts[c]).toArray();
    return DoubleStream.of(means).allMatch(mean -> mean > 0)
        ? withNeutral(IntStream.range(0, 3).mapToObj(c -> means[c]).toList())
        : withBalance(UNBALANCED);
  }

  /** Returns this response with the balance that makes red, green and blue as given gray. */
  public SensorResponse withNeutral(List<Double> neutral) {
    double most = neutral.stream().mapToDouble(c -> c).max().orElseThrow();
    return withBalance(neutral.stream().map(c -> Math.min(GREATEST_GAIN, most / c)).toList());
  }

  private double light(double sample, int y, int x) {
    double dark = black.get(y % 2 * 2 + x % 2);
    return (sample - dark) / (white - dark);
  }

  /** Returns a mosaic, of 1 channel or 3, as a display would show it. */
  public Image shown(Image mosaic) {
    Image shown = mosaic.copy();
    for (int c = 0; c < mosaic.channels(); c++) {
      float[] plane = shown.plane(c);
      for (int i = 0; i < plane.length; i++) {
        int y = i / mosaic.width();
        int x = i % mosaic.width();
        double factor = balance.get(pattern.channel(y, x));
        plane[i] = (float) curve(factor * light(plane[i], y, x));
      }
    }
    return shown;
  }

  /**
   * Returns what the sensor would have seen at each pixel of an image that is as a display shows
   * it.
   *
   * @param balanced by which factors more than that
   */
  public Image samples(Image shown, List<Double> balanced) {
    Image samples = shown.copy();
    for (int c = 0; c < shown.channels(); c++) {
      int channel = c;
      double dark =
          IntStream.range(0, 4)
              .filter(site -> pattern.channel(site / 2, site % 2) == channel)
              .mapToDouble(black::get)
              .average()
              .orElseThrow();
      double factor = balanced.get(c) / balance.get(c);
      float[] plane = samples.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) (dark + factor * light(plane[i]) * (white - dark));
      }
    }
    return samples;
  }

  private static double curve(double light) {
    return light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
  }

  private static double light(double shown) {
    return shown <= 0.04045 ? shown / 12.92 : Math.pow((shown + 0.055) / 1.055, 2.4);
  }
}
