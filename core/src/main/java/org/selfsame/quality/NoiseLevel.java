package org.selfsame.quality;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.selfsame.image.Image;
import org.selfsame.image.Picture;
import org.selfsame.quality.NoiseSpectrum.Band;

/**
 * How noisy an image is, estimated from the image alone, and whether the estimate can be trusted.
 *
 * <p>It is the deviation of the diagonal frequencies in the smoothest twentieth of the image's
 * blocks (see {@link NoiseSpectrum}). Flat, black, white and transparent blocks do not count: noise
 * does not show there. The estimate is trusted where it looks like white noise: as strong at all
 * frequencies, and in all the blocks; or where nothing is strong, so that the image is as good as
 * clean.
 *
 * <p>What cannot be told apart from noise is trusted, too: grain that belongs to the picture.
 *
 * @param sigma standard deviation of the noise, of samples 0 to 255; if it is not trusted, that of
 *     the frequency which has least, so that denoising by it takes away little that is not noise
 * @param most what it may be at most: the deviation of the frequencies that have most
 * @param trust whether the estimate can be trusted, and why not
 */
public record NoiseLevel(double sigma, double most, Trust trust) {
  /** Whether an estimate can be trusted, and why not. */
  public enum Trust {
    /** It is white noise, or hardly any. */
    TRUSTED(""),
    /** Hardly a block shows noise: the image is small, or flat, black, white or transparent. */
    TOO_LITTLE("too few pixels show noise"),
    /** JPEG took high frequencies away. */
    JPEG("JPEG compression hides the noise"),
    /** Low frequencies are stronger than high ones. */
    CORRELATED("the noise is smooth, as after enlarging, demosaicking or compressing"),
    /** Blocks, or frequencies, differ as they do in texture. */
    TEXTURE("fine texture looks like noise"),
    /** A channel has more than twice the noise of another. */
    UNEVEN("red, green and blue are not equally noisy");

    private final String doubt;

    Trust(String doubt) {
      this.doubt = doubt;
    }

    /** Returns why the noise cannot be told, for people; empty if it can. */
    public String doubt() {
      return doubt;
    }

    /** Returns the name for programs: {@code trusted}, {@code too-little}, {@code jpeg}, ... */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What does no harm, whatever it is. */
  private static final double HARMLESS = 1.5;

  private static final int FEWEST_BLOCKS = 16;

  /** Noise that was smoothed until its bands differ by this is estimated a sixth too low. */
  private static final double MOST_RATIO = 1.25;

  /** Blocks of white noise have 1; what was shaped has more, as the band is not even. */
  private static final double MOST_SPREAD = 1.1;

  /** Smoothed noise has less than this at middle frequencies, texture mostly more. */
  private static final double LEAST_SPREAD_OF_TEXTURE = 1.25;

  /** What was enlarged lacks the highest frequencies altogether. */
  private static final double MOST_FALL_OF_TEXTURE = 8;

  /** Returns the estimate for an image that is opaque. */
  public static NoiseLevel of(Image image) {
    return of(image, Optional.empty());
  }

  /** Returns the estimate for a picture, of the pixels that count. */
  public static NoiseLevel of(Picture picture) {
    return of(picture.imageWithoutHiddenColors(), picture.seen());
  }

  /**
   * Returns the estimate: of several channels their mean, or the least if one is not trusted.
   * Channels that show too little do not count.
   *
   * @param alpha opacity, one channel of the image's size; pixels where it is 0 do not count
   */
  public static NoiseLevel of(Image image, Optional<Image> alpha) {
    IntPredicate hidden =
        alpha.<IntPredicate>map(opacity -> i -> opacity.plane(0)[i] == 0).orElse(i -> false);
    List<NoiseLevel> levels = new ArrayList<>();
    for (int c = 0; c < image.channels(); c++) {
      levels.add(of(image.plane(c), image.width(), image.height(), hidden));
    }
    levels.removeIf(level -> level.trust == Trust.TOO_LITTLE);
    return levels.isEmpty() ? new NoiseLevel(0, 0, Trust.TOO_LITTLE) : together(levels);
  }

  private static NoiseLevel together(List<NoiseLevel> channels) {
    DoubleSummaryStatistics sigmas =
        channels.stream().mapToDouble(NoiseLevel::sigma).summaryStatistics();
    double most = channels.stream().mapToDouble(NoiseLevel::most).max().orElseThrow();
    Optional<NoiseLevel> doubtful =
        channels.stream()
            .filter(level -> !level.isTrusted())
            .max(Comparator.comparingDouble(NoiseLevel::most));
    if (doubtful.isPresent()) {
      return new NoiseLevel(sigmas.getMin(), most, doubtful.get().trust);
    }
    boolean uneven = sigmas.getMax() > Math.max(HARMLESS, 2 * sigmas.getMin());
    return new NoiseLevel(sigmas.getAverage(), most, uneven ? Trust.UNEVEN : Trust.TRUSTED);
  }

  private static NoiseLevel of(float[] plane, int width, int height, IntPredicate hidden) {
    NoiseSpectrum spectrum = NoiseSpectrum.of(plane, width, height, hidden);
    if (spectrum.blocks() < FEWEST_BLOCKS) {
      return new NoiseLevel(0, 0, Trust.TOO_LITTLE);
    }
    DoubleSummaryStatistics deviations =
        spectrum.bands().stream().mapToDouble(spectrum::deviation).summaryStatistics();
    Band finest = Collections.max(spectrum.bands());
    double most = deviations.getMax();
    double chance = 1 / Math.sqrt(spectrum.blocks());
    boolean white =
        most <= (MOST_RATIO + chance) * deviations.getMin()
            && spectrum.spread(finest) <= MOST_SPREAD + chance;
    if (white || most <= HARMLESS) {
      return new NoiseLevel(spectrum.deviation(finest), most, Trust.TRUSTED);
    }
    return new NoiseLevel(spectrum.least(), most, doubt(spectrum, plane, width, height));
  }

  /** Returns what the noise is, or what looks like it, if it is not white. */
  private static Trust doubt(NoiseSpectrum spectrum, float[] plane, int width, int height) {
    if (JpegGrid.showsIn(plane, width, height)) {
      return Trust.JPEG;
    }
    Band strongest =
        Collections.max(spectrum.bands(), Comparator.comparingDouble(spectrum::deviation));
    double fall =
        spectrum.deviation(Band.MIDDLE) / spectrum.deviation(Collections.max(spectrum.bands()));
    boolean agreeing = spectrum.spread(Band.MIDDLE) < LEAST_SPREAD_OF_TEXTURE;
    return strongest == Band.MIDDLE && (agreeing || fall > MOST_FALL_OF_TEXTURE)
        ? Trust.CORRELATED
        : Trust.TEXTURE;
  }

  /** Returns whether the noise is as strong as {@link #sigma} says. */
  public boolean isTrusted() {
    return trust == Trust.TRUSTED;
  }
}
