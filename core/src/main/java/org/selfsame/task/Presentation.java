package org.selfsame.task;

import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;

/** How a task shows images to a network, and turns the network's results into images again. */
@FunctionalInterface
public interface Presentation {
  /** Restores the images that a network is shown. */
  @FunctionalInterface
  interface Viewer {
    /**
     * Restores one of several equal parts of an image.
     *
     * @param shown the part, in the network's channels
     * @param told the noise level, for samples 0 to 255, if the network is told it
     * @param part the number of the part, from 0, in the order of restoring
     */
    Image restore(Image shown, double told, int part, int parts);

    /** Restores an image in one part, and tells the network no noise level. */
    default Image restore(Image shown) {
      return restore(shown, 0, 0, 1);
    }
  }

  /**
   * Restores an image, and leaves the image itself unchanged.
   *
   * @param viewer restores what the network is shown
   * @throws IllegalArgumentException if the image does not have the right channels or size
   */
  Image restore(Image degraded, Viewer viewer);

  /**
   * Returns whether a turned image is shown in another way. If so, a self-ensemble averages views
   * of the whole image, otherwise views of its tiles.
   */
  default boolean isOriented() {
    return false;
  }

  /** Returns the presentation for a turned view of an image. */
  default Presentation turned(Dihedral view, Image degraded) {
    return this;
  }
}
