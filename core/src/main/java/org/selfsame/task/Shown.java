package org.selfsame.task;

import org.selfsame.image.Image;

/**
 * The image that a network is shown.
 *
 * @param image the image, in the network's channels
 * @param kind what it shows of the original, such as {@code gray image} or {@code luma}
 * @param told the noise level that the network is told, for samples 0 to 255; 0 if none
 */
public record Shown(Image image, String kind, double told) {
  /** Shows an image as it is. */
  static Shown whole(Image image, double told) {
    return new Shown(image, image.channels() == 1 ? "gray image" : "RGB image", told);
  }

  /** Returns a gray image as three equal channels, and any other as it is. */
  static Image rgb(Image image) {
    return image.channels() == 1
        ? new Image(image.width(), image.height(), image.plane(0), image.plane(0), image.plane(0))
        : image;
  }
}
