package org.selfsame.degradation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.image.Image;

/**
 * What a mosaic itself tells of its pattern. The two greens of a pattern see the same, so each is
 * near the mean of the four of the other kind around it; red and blue are not. Which of the other
 * two is red, samples do not tell: both ways look like a picture.
 *
 * @param possible the patterns that fit: all four if the mosaic is gray or flat
 */
public record FoundPattern(List<Pattern> possible) {
  /** What natural differences of color and chance do not reach. */
  private static final double CLEAR = 0.05;

  private static final double DEVIATIONS = 4;

  /** Copies the list. */
  public FoundPattern {
    possible = List.copyOf(possible);
  }

  /**
   * Looks at a mosaic.
   *
   * @param mosaic 1 channel, or 3 of which two are 0 at each pixel: the one that is not tells the
   *     pattern
   */
  public static FoundPattern of(Image mosaic) {
    List<Pattern> all = List.of(Pattern.values());
    return new FoundPattern(
        mosaic.channels() == 3
            ? all.stream().filter(pattern -> isZeroElsewhere(mosaic, pattern)).toList()
            : fitting(mosaic, all));
  }

  private static List<Pattern> fitting(Image mosaic, List<Pattern> all) {
    double rising = difference(mosaic, 1);
    double falling = difference(mosaic, 0);
    double clear = Math.max(CLEAR, DEVIATIONS / Math.sqrt(mosaic.width() * mosaic.height() / 4.0));
    if (!(Math.abs(Math.log(rising / falling)) > clear)) {
      return all; // as well if both are 0
    }
    int green = rising < falling ? 1 : 0;
    return all.stream().filter(pattern -> pattern.channel(0, green) == 1).toList();
  }

  /**
   * Returns the mean difference of pixels from their four neighbors on the diagonals.
   *
   * @param column of the pixel in the first row: with those around it, it is one kind of two
   */
  private static double difference(Image mosaic, int column) {
    float[] plane = mosaic.plane(0);
    int width = mosaic.width();
    double sum = 0;
    long count = 0;
    for (int y = 1; y < mosaic.height() - 1; y++) {
      for (int x = 1 + (column + y + 1) % 2; x < width - 1; x += 2) {
        int i = y * width + x;
        double around =
            plane[i - width - 1]
                + plane[i - width + 1]
                + plane[i + width - 1]
                + plane[i + width + 1];
        sum += Math.abs(around / 4 - plane[i]);
        count++;
      }
    }
    return sum / Math.max(1, count);
  }

  private static boolean isZeroElsewhere(Image mosaic, Pattern pattern) {
    for (int c = 0; c < 3; c++) {
      float[] plane = mosaic.plane(c);
      for (int i = 0; i < plane.length; i++) {
        if (plane[i] != 0 && pattern.channel(i / mosaic.width(), i % mosaic.width()) != c) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the one of the possible patterns with which the picture is redder, as most are. */
  public Pattern likeliest(Image mosaic) {
    Map<Pattern, Double> redness = new EnumMap<>(Pattern.class);
    for (Pattern pattern : possible) {
      List<Double> means = means(mosaic, pattern);
      redness.put(pattern, means.get(0) - means.get(2));
    }
    return redness.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /** Returns the means of red, green and blue. */
  static List<Double> means(Image mosaic, Pattern pattern) {
    double[] sums = new double[3];
    long[] counts = new long[3];
    for (int y = 0; y < mosaic.height(); y++) {
      for (int x = 0; x < mosaic.width(); x++) {
        int c = pattern.channel(y, x);
        sums[c] += mosaic.get(mosaic.channels() == 1 ? 0 : c, y, x);
        counts[c]++;
      }
    }
    return Stream.of(0, 1, 2).map(c -> sums[c] / Math.max(1, counts[c])).toList();
  }
}
