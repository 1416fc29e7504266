package org.selfsame;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.selfsame.degradation.BayerMosaic;

/**
 * How a mosaic is to become a picture. What is left open is taken from the file, or found.
 *
 * @param pattern the arrangement of the colors
 * @param black the number that the file has where there is no light
 * @param white the number that the file has where a pixel is full
 * @param balance what the result's red, green and blue are multiplied with; of a linear result,
 *     left open means 1, and of others, that of the file, or else what makes the picture gray on
 *     average
 * @param tone what the numbers of the result stand for
 */
public record Development(
    Optional<BayerMosaic.Pattern> pattern,
    OptionalDouble black,
    OptionalDouble white,
    Optional<Balance> balance,
    Optional<Tone> tone) {
  /** Leaves everything open. */
  public static final Development AUTOMATIC =
      new Development(
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty());

  /** What the numbers of a result stand for. */
  public enum Tone {
    /** Light, in the mosaic's own numbers: its black level and range stay. */
    LINEAR,
    /** What a display shows: black is 0 and white the greatest number, along the curve of sRGB. */
    SRGB
  }

  /**
   * A white balance.
   *
   * @param factors of red, green and blue; empty for those of the file, or else of the picture
   */
  public record Balance(Optional<List<Double>> factors) {
    /** That of the file, or else what makes the picture gray on average. */
    public static final Balance AUTO = new Balance(Optional.empty());
  }

  /** Returns this with a pattern. */
  public Development withPattern(BayerMosaic.Pattern other) {
    return new Development(Optional.of(other), black, white, balance, tone);
  }

  /** Returns this with a tone. */
  public Development withTone(Tone other) {
    return new Development(pattern, black, white, balance, Optional.of(other));
  }

  /** Returns whether anything is said that only makes sense of samples that grow with the light. */
  boolean isOfLight() {
    return black.isPresent() || white.isPresent() || balance.isPresent() || tone.isPresent();
  }
}
