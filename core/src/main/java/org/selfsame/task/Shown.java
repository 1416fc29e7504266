package org.selfsame.task;

import org.selfsame.image.Image;

/**
 * What of an image a network is shown.
 *
 * @param image in the network's channels
 * @param kind what of the image that is, such as {@code gray image} or {@code luma}
 * @param told the noise level that the network is told, of samples 0 to 255; 0 if it is told none
 */
public record Shown(Image image, String kind, double told) {
  /** Returns an image as it is. */
  static Shown whole(Image image, double told) {
    return new Shown(image, image.channels() == 1 ? "gray image" : "RGB image", told);
  }

  /** Three equal channels of a gray image; another as it is. */
  static Image rgb(Image image) {
    return image.channels() == 1
        ? new Image(image.width(), image.height(), image.plane(0), image.plane(0), image.plane(0))
        : image;
  }
}
