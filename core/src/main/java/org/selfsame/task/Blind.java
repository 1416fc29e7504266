package org.selfsame.task;

import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;
import org.selfsame.network.NetworkConfig;

/**
 * A task whose network restores color files of any kind, and is told nothing about them. A gray
 * image goes in as three equal channels, and the mean of the result comes out.
 */
sealed interface Blind extends Task permits DenoisePhoto, DeblockColor {
  /** The side of the squares that JPEG compresses when color has half the size. */
  int BLOCK = 16;

  /** One in so many patches is gray. */
  int GRAY_ONE_IN = 8;

  @Override
  default Task trainedOn(String levels) {
    return this;
  }

  @Override
  default Presentation presentation(
      Degradation degradation, NetworkConfig network, ColorMode color, String who) {
    requireFitting(network, who);
    return new ColorForGray();
  }

  @Override
  default Shown shown(Image image, double sigma, NetworkConfig network, String who) {
    return Shown.whole(Shown.rgb(image), 0);
  }

  /** A patch may begin anywhere in a block. */
  @Override
  default int patchMargin() {
    return BLOCK - 1;
  }
}
