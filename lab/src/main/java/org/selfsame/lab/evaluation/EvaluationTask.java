package org.selfsame.lab.evaluation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;

/** The tasks that the field publishes figures of. */
@SuppressWarnings("ImmutableEnumChecker") // its lists never change
public enum EvaluationTask {
  /** Removing Gaussian noise; all channels are compared. */
  DENOISE("denoise", "sigma", Baseline.NONE, "15", "25", "50") {
    @Override
    Degradation parse(String level, long seed, GaussianNoise.Form form) {
      return new GaussianNoise(Double.parseDouble(level), seed, form);
    }
  },

  /** Enlarging what was reduced; luma is compared, without a border as wide as the scale. */
  SR("sr", "scale", Baseline.BICUBIC, "2", "3", "4") {
    @Override
    Degradation parse(String level, long seed, GaussianNoise.Form form) {
      return new BicubicDownscale(Integer.parseInt(level));
    }
  },

  /** Removing the artifacts of JPEG from luma. */
  JPEG("jpeg", "quality", Baseline.NONE, "10", "20", "30", "40") {
    @Override
    Degradation parse(String level, long seed, GaussianNoise.Form form) {
      return new JpegCompression(Integer.parseInt(level));
    }
  },

  /** Finding the colors that a Bayer mosaic lacks; red, green and blue are compared. */
  DEMOSAIC("demosaic", "pattern", Baseline.BILINEAR, "grbg") {
    @Override
    Degradation parse(String level, long seed, GaussianNoise.Form form) {
      return Stream.of(BayerMosaic.Pattern.values())
          .filter(pattern -> nameOf(pattern).equals(level))
          .map(BayerMosaic::new)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "level '%s': expected one of %s"
                          .formatted(
                              level,
                              Stream.of(BayerMosaic.Pattern.values())
                                  .map(EvaluationTask::nameOf)
                                  .collect(Collectors.joining(", ")))));
    }
  };

  private final String word;
  private final String levelName;
  private final Baseline baseline;
  private final List<String> usualLevels;

  EvaluationTask(String word, String levelName, Baseline baseline, String... usualLevels) {
    this.word = word;
    this.levelName = levelName;
    this.baseline = baseline;
    this.usualLevels = List.of(usualLevels);
  }

  /**
   * Returns the task of a name such as {@code denoise}.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static EvaluationTask named(String name) {
    return Stream.of(values())
        .filter(task -> task.word.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "task '%s': expected one of %s"
                        .formatted(
                            name,
                            Stream.of(values())
                                .map(EvaluationTask::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /** Returns the task that undoes a degradation. */
  static EvaluationTask undoing(Degradation degradation) {
    if (degradation instanceof GaussianNoise) {
      return DENOISE;
    }
    if (degradation instanceof BicubicDownscale) {
      return SR;
    }
    return degradation instanceof JpegCompression ? JPEG : DEMOSAIC;
  }

  /** Returns what its levels are: sigma, scale, quality or pattern. */
  public String levelName() {
    return levelName;
  }

  /** Returns the levels that are usually published. */
  public List<String> usualLevels() {
    return usualLevels;
  }

  /** Returns what is usually compared with and needs no weights. */
  public Baseline usualBaseline() {
    return baseline;
  }

  /**
   * Returns what is to be undone at a level.
   *
   * @param level such as 25, 3, 10 or grbg
   * @param seed chooses the noise; the other degradations are not random
   * @param form of the noise
   * @throws IllegalArgumentException if the task has no such level
   */
  public Degradation degradation(String level, long seed, GaussianNoise.Form form) {
    try {
      return parse(level, seed, form);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "level '%s': expected a %s such as %s"
              .formatted(level, levelName, usualLevels.get(usualLevels.size() - 1)),
          e);
    }
  }

  abstract Degradation parse(String level, long seed, GaussianNoise.Form form);

  /** Returns a degradation's level as it is written. */
  static String levelOf(Degradation degradation) {
    if (degradation instanceof GaussianNoise noise) {
      return BigDecimal.valueOf(noise.sigma()).stripTrailingZeros().toPlainString();
    }
    if (degradation instanceof BicubicDownscale downscale) {
      return Integer.toString(downscale.scale());
    }
    return degradation instanceof JpegCompression jpeg
        ? Integer.toString(jpeg.quality())
        : nameOf(((BayerMosaic) degradation).pattern());
  }

  private static String nameOf(BayerMosaic.Pattern pattern) {
    return pattern.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name, as it is written on the command line. */
  @Override
  public String toString() {
    return word;
  }
}
