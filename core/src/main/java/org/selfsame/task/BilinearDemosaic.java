package org.selfsame.task;

import org.selfsame.degradation.BayerMosaic;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;

/**
 * Bilinear interpolation of the colors that a Bayer mosaic lacks: the baseline of demosaicing. A
 * missing color is the mean over those of the pixel's 8 neighbors inside the image that have it.
 *
 * @param pattern the arrangement of the mosaic's colors; only each pixel's own color is read
 */
public record BilinearDemosaic(BayerMosaic.Pattern pattern) implements Restoration {
  /**
   * @throws IllegalArgumentException if the image does not have 3 channels, or a side is below 2
   *     pixels, so that a color may be missing
   */
  @Override
  public Image restore(Image degraded) {
    if (degraded.channels() != 3 || degraded.width() < 2 || degraded.height() < 2) {
      throw new IllegalArgumentException(
          "%s: expected a Bayer mosaic of 3 channels and at least 2x2 pixels".formatted(degraded));
    }
    Image restored = degraded.copy();
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < degraded.height(); y++) {
        for (int x = 0; x < degraded.width(); x++) {
          if (pattern.channel(y, x) != c) {
            restored.plane(c)[y * degraded.width() + x] = meanAround(degraded, c, y, x);
          }
        }
      }
    }
    return restored;
  }

  private float meanAround(Image mosaic, int channel, int y, int x) {
    double sum = 0;
    int count = 0;
    for (int v = Math.max(0, y - 1); v <= Math.min(mosaic.height() - 1, y + 1); v++) {
      for (int u = Math.max(0, x - 1); u <= Math.min(mosaic.width() - 1, x + 1); u++) {
        if (pattern.channel(v, u) == channel) {
          sum += mosaic.get(channel, v, u);
          count++;
        }
      }
    }
    return (float) (sum / count);
  }
}
