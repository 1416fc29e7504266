package org.selfsame.image;

import java.util.Optional;

/**
 * What 0 and 1 stand for in a file of floats: counts, say, or Hounsfield units.
 *
 * @param black the value that is read as 0
 * @param white the value that is read as 1
 */
public record SampleRange(float black, float white) {
  /** Pictures whose lights and overshoots go beyond white and black stay below it. */
  private static final float LARGEST_KEPT = 8;

  /**
   * Returns the range of samples that are no picture of black 0 and white 1, from the least to the
   * greatest; nothing if all are from -8 to 8. NaN and infinity do not count.
   */
  static Optional<SampleRange> of(float[][] planes) {
    SampleRange all = spanning(planes);
    boolean kept = all.black >= -LARGEST_KEPT && all.white <= LARGEST_KEPT;
    return kept ? Optional.empty() : Optional.of(all);
  }

  /** Returns the range from the least to the greatest sample; of a flat image, one above it. */
  static SampleRange spanning(float[][] planes) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float[] plane : planes) {
      for (float sample : plane) {
        if (Float.isFinite(sample)) {
          least = Math.min(least, sample);
          greatest = Math.max(greatest, sample);
        }
      }
    }
    if (least > greatest) {
      return new SampleRange(0, 1); // not one number
    }
    float white = greatest == least ? least + Math.max(1, Math.abs(least)) : greatest;
    return new SampleRange(least, white);
  }

  /** Maps black to 0 and white to 1, in place. */
  void toUnit(float[][] planes) {
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) (((double) plane[i] - black) / ((double) white - black));
      }
    }
  }

  /** Returns an image whose 0 is black and whose 1 is white. */
  Image fromUnit(Image image) {
    Image result = image.copy();
    for (int c = 0; c < result.channels(); c++) {
      float[] plane = result.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) (black + plane[i] * ((double) white - black));
      }
    }
    return result;
  }
}
