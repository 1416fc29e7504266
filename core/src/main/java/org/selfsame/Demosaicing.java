package org.selfsame;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.selfsame.Development.Balance;
import org.selfsame.Development.Tone;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BayerMosaic.Pattern;
import org.selfsame.degradation.FoundPattern;
import org.selfsame.degradation.SensorResponse;
import org.selfsame.image.Image;
import org.selfsame.image.Picture;
import org.selfsame.image.SensorMosaic;

/**
 * How a mosaic becomes a picture. A network knows pictures as displays show them; so samples that
 * grow with the light are shown to it like that, and the result is light again if it is to be.
 *
 * @param mosaic the picture that is read, and in whose numbers a linear result is
 * @param pattern the arrangement of the colors
 * @param misfit what speaks against a pattern that was given, for people
 * @param response what the samples stand for, if they grow with the light; otherwise they are as a
 *     display shows them already
 * @param balance of the result, as factors of red, green and blue
 * @param tone of the result, if the samples grow with the light
 */
public record Demosaicing(
    SensorMosaic mosaic,
    Pattern pattern,
    Optional<String> misfit,
    Optional<SensorResponse> response,
    List<Double> balance,
    Tone tone) {
  /** What sensors of 10, 12 and 14 bits give at most. */
  private static final List<Double> FULL = List.of(1023.0, 4095.0, 16383.0);

  private static final double SIXTEEN_BITS = 65535;

  /**
   * Decides what was left open.
   *
   * @throws IllegalArgumentException if the pattern was left open and cannot be told, or the levels
   *     or factors make no sense
   */
  public static Demosaicing of(SensorMosaic mosaic, Development wanted) {
    Image image = mosaic.picture().image();
    FoundPattern found = FoundPattern.of(image);
    Pattern pattern = wanted.pattern().orElseGet(() -> pattern(mosaic, found));
    Optional<String> misfit =
        wanted.pattern().isEmpty()
            ? Optional.empty()
            : misfit(pattern, mosaic.pattern().map(Demosaicing::named), found);
    Tone tone = wanted.tone().orElse(mosaic.isRaw() ? Tone.SRGB : Tone.LINEAR);
    double greatest = greatest(image);
    boolean low =
        mosaic.white().isEmpty() && mosaic.unit() == SIXTEEN_BITS && greatest <= FULL.get(2);
    if (!mosaic.isRaw() && !wanted.isOfLight() && !low) {
      return new Demosaicing(
          mosaic, pattern, misfit, Optional.empty(), SensorResponse.UNBALANCED, tone);
    }
    double unit = mosaic.unit();
    double white =
        wanted.white().isPresent()
            ? wanted.white().getAsDouble() / unit
            : mosaic.white().orElse(low ? full(greatest) / unit : 1.0);
    List<Double> black =
        wanted.black().isPresent()
            ? Collections.nCopies(4, wanted.black().getAsDouble() / unit)
            : mosaic.black().orElseGet(() -> Collections.nCopies(4, low ? least(image) : 0.0));
    SensorResponse response = new SensorResponse(pattern, black, white, SensorResponse.UNBALANCED);
    SensorResponse own =
        mosaic.neutral().isPresent()
            ? response.withNeutral(mosaic.neutral().get())
            : response.balancedFor(image);
    Optional<Balance> asked =
        wanted.balance().or(() -> tone == Tone.SRGB ? Optional.of(Balance.AUTO) : Optional.empty());
    List<Double> balance =
        asked.isEmpty() ? SensorResponse.UNBALANCED : asked.get().factors().orElse(own.balance());
    // What is shown as it is to be needs no balance of its own.
    SensorResponse shown = tone == Tone.SRGB ? response.withBalance(balance) : own;
    return new Demosaicing(mosaic, pattern, misfit, Optional.of(shown), balance, tone);
  }

  private static Pattern pattern(SensorMosaic mosaic, FoundPattern found) {
    if (mosaic.pattern().isPresent()) {
      return named(mosaic.pattern().get());
    }
    List<Pattern> possible = found.possible();
    if (possible.size() == 1) {
      return possible.get(0);
    }
    if (possible.isEmpty()) {
      throw new IllegalArgumentException(
          "it is no mosaic: pixels have more than one color that is not 0. Give a mosaic, gray or"
              + " with one color a pixel");
    }
    if (possible.size() == 4) {
      throw new IllegalArgumentException(
          "its pattern cannot be told: it is too flat, or gray. Give the pattern: "
              + names(possible));
    }
    throw new IllegalArgumentException(
        "its greens lie as in %s; which of the two it is, samples do not tell (more red than blue, as in most pictures, would be %s). Give the pattern"
            .formatted(names(possible), name(found.likeliest(mosaic.picture().image()))));
  }

  private static Optional<String> misfit(
      Pattern given, Optional<Pattern> told, FoundPattern found) {
    if (told.isPresent() && told.get() != given) {
      return Optional.of("the file says " + name(told.get()));
    }
    return found.possible().contains(given)
        ? Optional.empty()
        : Optional.of("the picture looks like " + names(found.possible()));
  }

  private static Pattern named(String name) {
    return Pattern.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static String names(List<Pattern> patterns) {
    return patterns.stream().map(Demosaicing::name).collect(Collectors.joining(" or "));
  }

  private static String name(Pattern pattern) {
    return new BayerMosaic(pattern).level();
  }

  private static double full(double greatest) {
    return FULL.stream().filter(level -> greatest <= level).findFirst().orElse(SIXTEEN_BITS);
  }

  /** Returns the greatest sample as the file's number of 16 bits. */
  private static double greatest(Image image) {
    return Math.rint(SIXTEEN_BITS * samples(image).max().orElse(0));
  }

  private static double least(Image image) {
    return image.channels() == 1 ? samples(image).min().orElse(0) : 0;
  }

  private static DoubleStream samples(Image image) {
    return IntStream.range(0, image.channels())
        .mapToObj(image::plane)
        .flatMapToDouble(plane -> IntStream.range(0, plane.length).mapToDouble(i -> plane[i]));
  }

  /** Returns the mosaic as the network is shown it. */
  public Picture shown() {
    Picture picture = mosaic.picture();
    return response.isEmpty() ? picture : picture.withImage(response.get().shown(picture.image()));
  }

  /** Returns the picture as it is wanted, of the one that the network made. */
  public Picture finished(Picture restored) {
    return response.isEmpty() || tone == Tone.SRGB
        ? restored
        : restored.withImage(response.get().samples(restored.image(), balance));
  }
}
