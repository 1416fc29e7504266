package org.selfsame.restore;

import java.util.function.DoubleFunction;
import org.selfsame.image.Image;
import org.selfsame.image.LumaChroma;
import org.selfsame.image.Restoration;

/** Restores colour with what restores gray. */
final class GrayForColour {
  /**
   * What L, C1 and C2 of {@link LumaChroma} are multiplied with, and then shifted by, to have the
   * range [0, 1] of gray images; their noise is multiplied likewise.
   */
  private static final double[] SCALES = {1 / Math.sqrt(3), 1 / Math.sqrt(2), Math.sqrt(6) / 4};

  private static final double[] SHIFTS = {0, 0.5, 0.5};

  private GrayForColour() {}

  /** Restores each channel as a gray image. */
  static Image eachChannel(Image image, Restoration gray) {
    float[][] planes = new float[image.channels()][];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = gray.restore(new Image(image.width(), image.height(), image.plane(c))).plane(0);
    }
    return new Image(image.width(), image.height(), planes);
  }

  /** Restores the mean of the channels and two differences, each at its own noise level. */
  static Image opponent(Image rgb, double sigma, DoubleFunction<Restoration> grayAt) {
    Image opponent = LumaChroma.fromRgb(rgb);
    float[][] planes = new float[3][];
    for (int c = 0; c < 3; c++) {
      float scale = (float) SCALES[c];
      float shift = (float) SHIFTS[c];
      float[] plane = opponent.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = plane[i] * scale + shift;
      }
      Image gray = new Image(rgb.width(), rgb.height(), plane);
      planes[c] = grayAt.apply(sigma * scale).restore(gray).plane(0);
      for (int i = 0; i < planes[c].length; i++) {
        planes[c][i] = (planes[c][i] - shift) / scale;
      }
    }
    return LumaChroma.toRgb(new Image(rgb.width(), rgb.height(), planes));
  }
}
