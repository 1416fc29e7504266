package org.selfsame.task;

import java.util.function.UnaryOperator;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;

/**
 * Restores luma alone, and keeps the color differences. A gray image is restored as it is.
 *
 * @param begun makes the image to restore: a copy of the given one, or an enlargement
 * @param luma computes the luma of an RGB image
 * @param range the luma of white minus that of black
 */
record LumaAlone(UnaryOperator<Image> begun, UnaryOperator<Image> luma, float range)
    implements Presentation {
  /** Restores the luma that JPEG files store. */
  static LumaAlone ofJpeg() {
    return new LumaAlone(Image::copy, Luminance::gray, 1); // the weights of JFIF's luma
  }

  /**
   * Enlarges with bicubic interpolation and restores the luma, in the studio range of MATLAB's
   * {@code rgb2ycbcr}, as the field does super-resolution.
   *
   * @param scale how many times wider and higher the result is
   */
  static LumaAlone ofEnlarged(int scale) {
    // The sum of the weights of Luminance.studioLuma.
    return new LumaAlone(new BicubicUpscale(scale)::restore, Luminance::studioLuma, 219 / 255f);
  }

  /**
   * @throws IllegalArgumentException if the image is neither gray nor RGB, or would have too many
   *     pixels
   */
  @Override
  public Image restore(Image degraded, Viewer viewer) {
    Image restored = begun.apply(degraded.requireGrayOrColor());
    if (restored.channels() == 1) {
      return viewer.restore(restored);
    }
    Image before = luma.apply(restored);
    Image after = viewer.restore(before);
    // Where Cb and Cr stay, red, green and blue change alike.
    for (int c = 0; c < restored.channels(); c++) {
      float[] plane = restored.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] += (after.plane(0)[i] - before.plane(0)[i]) / range;
      }
    }
    return restored;
  }
}
