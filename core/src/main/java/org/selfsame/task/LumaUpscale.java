package org.selfsame.task;

import org.selfsame.image.Image;
import org.selfsame.image.Luminance;

/**
 * Bicubic enlargement with restored luma, the field's way to do super-resolution: the network sees
 * only luma, in the studio range of MATLAB's {@code rgb2ycbcr}, and chroma stays bicubic. A gray
 * image is restored as it is.
 *
 * @param scale how many times wider and higher the result is
 */
record LumaUpscale(int scale) implements Presentation {
  /**
   * The luma of white minus that of black: the sum of the weights of {@link Luminance#studioLuma}.
   */
  private static final float STUDIO_RANGE = 219 / 255f;

  /**
   * @throws IllegalArgumentException if the image is neither gray nor RGB, or if the result would
   *     have too many pixels
   */
  @Override
  public Image restore(Image degraded, Viewer viewer) {
    degraded.requireGrayOrColor();
    Image enlarged = new BicubicUpscale(scale).restore(degraded);
    if (enlarged.channels() == 1) {
      return viewer.restore(enlarged);
    }
    Image before = Luminance.studioLuma(enlarged);
    Image after = viewer.restore(before);
    // If Cb and Cr stay, red, green and blue change equally.
    for (int c = 0; c < enlarged.channels(); c++) {
      float[] plane = enlarged.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] += (after.plane(0)[i] - before.plane(0)[i]) / STUDIO_RANGE;
      }
    }
    return enlarged;
  }
}
