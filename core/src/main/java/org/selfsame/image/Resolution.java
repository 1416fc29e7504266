package org.selfsame.image;

import java.util.Optional;

/**
 * How large an image is meant to be shown or printed, or only how its pixels are shaped.
 *
 * @param across pixels in a unit of length, from left to right, above 0
 * @param down the same, from top to bottom
 * @param unit the unit of length
 */
public record Resolution(double across, double down, Unit unit) {
  /** A unit of length. */
  public enum Unit {
    /** None: the two numbers tell only the shape of a pixel. */
    NONE,
    /** 25.4 mm, as most programs have it. */
    INCH,
    /** 10 mm. */
    CENTIMETER
  }

  private static final double INCH_IN_METERS = 0.0254;

  /** Returns what a file's numbers say; nothing if one is not above 0, or a pixel is a square. */
  static Optional<Resolution> of(double across, double down, Unit unit) {
    boolean numbers = across > 0 && down > 0 && across + down < Double.POSITIVE_INFINITY;
    return numbers && (unit != Unit.NONE || across != down)
        ? Optional.of(new Resolution(across, down, unit))
        : Optional.empty();
  }

  /**
   * Returns what pixels in a meter say. They are whole numbers: where one in an inch cannot be told
   * from a whole one, that was meant.
   */
  static Optional<Resolution> perMeter(double across, double down) {
    return across % 100 == 0 && down % 100 == 0
        ? of(across / 100, down / 100, Unit.CENTIMETER)
        : of(wholePerInch(across), wholePerInch(down), Unit.INCH);
  }

  private static double wholePerInch(double perMeter) {
    double perInch = perMeter * INCH_IN_METERS;
    double whole = Math.rint(perInch);
    return Math.abs(perInch - whole) <= INCH_IN_METERS / 2 ? whole : perInch;
  }

  /** Returns the resolution of the image turned by a quarter. */
  Resolution turned() {
    return new Resolution(/* across= */ down, /* down= */ across, unit);
  }

  /** Returns the factor that makes the numbers those of a meter; 1 if there is no unit. */
  double toMeter() {
    return switch (unit) {
      case NONE -> 1;
      case INCH -> 1 / INCH_IN_METERS;
      case CENTIMETER -> 100;
    };
  }
}
