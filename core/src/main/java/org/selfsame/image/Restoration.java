package org.selfsame.image;

import java.util.List;

/**
 * Anything that turns a degraded image into a better one: a network, a classic method, a baseline.
 *
 * <p>Width and height of the result are those of the input times the method's scale (1 unless it is
 * super-resolution); the channels stay. The input is not changed.
 */
@FunctionalInterface
public interface Restoration {
  /** Restores an image; samples are in [0, 1] before any noise, and are not clipped. */
  Image restore(Image degraded);

  /**
   * Restores images of one size, together where that is faster.
   *
   * @return the results in the same order, equal to those of {@link #restore} except for rounding
   */
  default List<Image> restoreAll(List<Image> degraded) {
    return degraded.stream().map(this::restore).toList();
  }
}
