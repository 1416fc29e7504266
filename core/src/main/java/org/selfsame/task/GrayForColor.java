package org.selfsame.task;

import org.selfsame.image.Image;
import org.selfsame.image.OpponentColor;

/** Restores color with a network for gray images. */
final class GrayForColor {
  /** The number of gray images to restore. */
  private static final int CHANNELS = 3;

  /**
   * The factors, and then shifts, that give the opponents of {@link OpponentColor#ORTHONORMAL} the
   * range [0, 1] of gray images. Their noise is multiplied likewise.
   */
  private static final double[] SCALES = {1 / Math.sqrt(3), 1 / Math.sqrt(2), Math.sqrt(6) / 4};

  private static final double[] SHIFTS = {0, 0.5, 0.5};

  private GrayForColor() {}

  /** Restores red, green and blue as gray images. */
  static Image eachChannel(Image rgb, double sigma, Presentation.Viewer viewer) {
    float[][] planes = new float[CHANNELS][];
    for (int c = 0; c < CHANNELS; c++) {
      Image gray = new Image(rgb.width(), rgb.height(), rgb.plane(c));
      planes[c] = viewer.restore(gray, sigma, c, CHANNELS).plane(0);
    }
    return new Image(rgb.width(), rgb.height(), planes);
  }

  /** Restores the mean of the channels and two differences, each at its own noise level. */
  static Image opponent(Image rgb, double sigma, Presentation.Viewer viewer) {
    float[][] planes = new float[CHANNELS][];
    for (int c = 0; c < CHANNELS; c++) {
      // One at a time and in place: only one plane besides the image and the result.
      float scale = (float) SCALES[c];
      float shift = (float) SHIFTS[c];
      float[] restored = viewer.restore(gray(rgb, c), sigma * SCALES[c], c, CHANNELS).plane(0);
      for (int i = 0; i < restored.length; i++) {
        restored[i] = (restored[i] - shift) / scale;
      }
      planes[c] = restored;
    }
    Image result = new Image(rgb.width(), rgb.height(), planes);
    OpponentColor.ORTHONORMAL.toRgbInPlace(result);
    return result;
  }

  private static Image gray(Image rgb, int channel) {
    float scale = (float) SCALES[channel];
    float shift = (float) SHIFTS[channel];
    float[] scaled = OpponentColor.ORTHONORMAL.fromRgb(rgb, channel);
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = scaled[i] * scale + shift;
    }
    return new Image(rgb.width(), rgb.height(), scaled);
  }

  /** Returns the mean of the channels, which {@link #opponent} restores first. */
  static Image mean(Image rgb) {
    return gray(rgb, 0);
  }

  /** Returns the lowest noise level that {@link #opponent} uses: that of the mean. */
  static double lowestOpponentSigma(double sigma) {
    return sigma * SCALES[0];
  }
}
