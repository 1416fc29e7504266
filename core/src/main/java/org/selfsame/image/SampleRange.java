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
   * greatest; nothing if all are from -8 to 8, or infinite.
   */
  static Optional<SampleRange> of(float[][] planes) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float[] plane : planes) {
      for (float sample : plane) {
        if (!Float.isNaN(sample)) {
          least = Math.min(least, sample);
          greatest = Math.max(greatest, sample);
        }
      }
    }
    boolean kept = least >= -LARGEST_KEPT && greatest <= LARGEST_KEPT;
    if (kept || !Float.isFinite(least) || !Float.isFinite(greatest)) {
      return Optional.empty();
    }
    float span = greatest > least ? greatest - least : Math.abs(least); // of a flat image
    return Optional.of(new SampleRange(least, least + span));
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
