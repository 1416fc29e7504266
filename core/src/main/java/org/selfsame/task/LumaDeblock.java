package org.selfsame.task;

import org.selfsame.image.Image;
import org.selfsame.image.Luminance;

/**
 * Restores the luma that JPEG files store, and keeps their color differences. A gray image is
 * restored as it is.
 */
record LumaDeblock() implements Presentation {
  /**
   * @throws IllegalArgumentException if the image is neither gray nor RGB
   */
  @Override
  public Image restore(Image degraded, Viewer viewer) {
    degraded.requireGrayOrColor();
    if (degraded.channels() == 1) {
      return viewer.restore(degraded);
    }
    Image before = Luminance.gray(degraded); // the weights of JFIF's luma
    Image after = viewer.restore(before);
    Image restored = degraded.copy();
    // If Cb and Cr stay, red, green and blue change equally.
    for (int c = 0; c < 3; c++) {
      float[] plane = restored.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] += after.plane(0)[i] - before.plane(0)[i];
      }
    }
    return restored;
  }
}
