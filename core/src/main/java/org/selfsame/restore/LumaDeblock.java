package org.selfsame.restore;

import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.Restoration;

/**
 * Restores the luma that JPEG files store, and leaves their color differences. A gray image is
 * restored as it is.
 *
 * @param luma restores gray images
 */
record LumaDeblock(Restoration luma) implements Restoration {
  /**
   * @throws IllegalArgumentException if the image is neither gray nor RGB
   */
  @Override
  public Image restore(Image degraded) {
    if (degraded.channels() == 1) {
      return luma.restore(degraded);
    }
    if (degraded.channels() != 3) {
      throw new IllegalArgumentException(
          "image of %d channels: expected 1 (gray) or 3 (RGB)".formatted(degraded.channels()));
    }
    Image before = Luminance.gray(degraded); // the weights of JFIF's luma
    Image after = luma.restore(before);
    Image restored = degraded.copy();
    // Where Cb and Cr stay, red, green and blue change alike.
    for (int c = 0; c < 3; c++) {
      float[] plane = restored.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] += after.plane(0)[i] - before.plane(0)[i];
      }
    }
    return restored;
  }
}
