package org.selfsame.restore;

import org.selfsame.image.Image;
import org.selfsame.image.Restoration;

/**
 * Enlargement by a network of color images. A gray image is given as three equal channels; of what
 * it becomes, the mean is taken.
 *
 * @param color enlarges RGB images
 */
record ColorUpscale(Restoration color) implements Restoration {
  /**
   * @throws IllegalArgumentException if the image is neither gray nor RGB
   */
  @Override
  public Image restore(Image degraded) {
    if (degraded.channels() == 3) {
      return color.restore(degraded);
    }
    if (degraded.channels() != 1) {
      throw new IllegalArgumentException(
          "image of %d channels: expected 1 (gray) or 3 (RGB)".formatted(degraded.channels()));
    }
    float[] gray = degraded.plane(0);
    Image enlarged =
        color.restore(new Image(degraded.width(), degraded.height(), gray, gray, gray));
    float[] mean = new float[enlarged.plane(0).length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (enlarged.plane(0)[i] + enlarged.plane(1)[i] + enlarged.plane(2)[i]) / 3;
    }
    return new Image(enlarged.width(), enlarged.height(), mean);
  }
}
