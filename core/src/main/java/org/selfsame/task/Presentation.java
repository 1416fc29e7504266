package org.selfsame.task;

import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;

/**
 * How images of a task are shown to a network, and how what it makes of them becomes an image
 * again.
 */
@FunctionalInterface
public interface Presentation {
  /** Restores the images that a network is shown. */
  @FunctionalInterface
  interface Viewer {
    /**
     * Restores one of some equal parts of the work on an image.
     *
     * @param shown in the network's channels
     * @param told the noise level, of samples 0 to 255, for a network that is told it
     * @param part from 0, in the order in which they are restored
     */
    Image restore(Image shown, double told, int part, int parts);

    /** Restores all there is to an image, and tells the network nothing. */
    default Image restore(Image shown) {
      return restore(shown, 0, 0, 1);
    }
  }

  /**
   * Restores an image, which is not changed.
   *
   * @param viewer restores what the network is shown of it
   * @throws IllegalArgumentException if the image has not the channels or the size that it must
   */
  Image restore(Image degraded, Viewer viewer);

  /**
   * Tells whether a turned image must be shown in another way: views that are averaged are of the
   * whole image then, else of its tiles.
   */
  default boolean isOriented() {
    return false;
  }

  /** Returns how a view of an image is shown. */
  default Presentation turned(Dihedral view, Image degraded) {
    return this;
  }
}
