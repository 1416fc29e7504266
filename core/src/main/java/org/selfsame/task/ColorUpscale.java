package org.selfsame.task;

import org.selfsame.image.Image;

/**
 * Enlargement by a network for color images. A gray image goes in as three equal channels, and the
 * mean of the result comes out.
 */
record ColorUpscale() implements Presentation {
  /**
   * @throws IllegalArgumentException if the image is neither gray nor RGB
   */
  @Override
  public Image restore(Image degraded, Viewer viewer) {
    degraded.requireGrayOrColor();
    Image enlarged = viewer.restore(Shown.rgb(degraded));
    if (degraded.channels() == 3) {
      return enlarged;
    }
    float[] mean = new float[enlarged.plane(0).length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (enlarged.plane(0)[i] + enlarged.plane(1)[i] + enlarged.plane(2)[i]) / 3;
    }
    return new Image(enlarged.width(), enlarged.height(), mean);
  }
}
