package org.selfsame.task;

import org.selfsame.image.Image;
import org.selfsame.image.Resampling;
import org.selfsame.image.Restoration;

/**
 * Bicubic enlargement of every channel, like MATLAB's {@code imresize}: the baseline of
 * super-resolution.
 *
 * @param scale how many times wider and higher the result is, at least 2
 */
public record BicubicUpscale(int scale) implements Restoration {
  /**
   * @throws IllegalArgumentException if the scale is below 2
   */
  public BicubicUpscale {
    if (scale < 2) {
      throw new IllegalArgumentException(
          "scale is %d: expected a whole number from 2".formatted(scale));
    }
  }

  /** The result is neither clipped nor rounded: edges overshoot. */
  @Override
  public Image restore(Image degraded) {
    return Resampling.resize(
        degraded,
        Math.multiplyExact(degraded.width(), scale),
        Math.multiplyExact(degraded.height(), scale));
  }
}
