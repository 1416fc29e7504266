package org.selfsame.task;

import org.selfsame.image.Image;

/**
 * Shows a color network a gray image as three equal channels; of what it makes of them, the mean is
 * the result.
 */
record ColorForGray() implements Presentation {
  /**
   * @throws IllegalArgumentException if the image is neither gray nor RGB
   */
  @Override
  public Image restore(Image degraded, Viewer viewer) {
    degraded.requireGrayOrColor();
    Image restored = viewer.restore(Shown.rgb(degraded));
    return degraded.channels() == 1 ? mean(restored) : restored;
  }

  private static Image mean(Image rgb) {
    float[] mean = new float[rgb.width() * rgb.height()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (rgb.plane(0)[i] + rgb.plane(1)[i] + rgb.plane(2)[i]) / 3;
    }
    return new Image(rgb.width(), rgb.height(), mean);
  }
}
