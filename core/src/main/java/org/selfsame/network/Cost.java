package org.selfsame.network;

import org.selfsame.tensor.Precision;

/** The cost of restoring images with a network: memory, arithmetic, and how to cut the images. */
public interface Cost {
  /** Returns how to cut a large image. */
  TileShape tiles();

  /**
   * Estimates the memory that {@link Network#forward} takes for a large image, without weights.
   *
   * @return bytes per pixel of the image
   */
  long workingBytesPerPixel(Precision precision);

  /**
   * Estimates the memory that {@link Network#forward} takes for a square image, without weights; it
   * grows with the side.
   *
   * @param side the side in pixels
   */
  default long workingBytesOfSquare(int side, Precision precision) {
    return (long) side * side * workingBytesPerPixel(precision);
  }

  /**
   * Estimates the memory that {@link Network#forward} takes for a patch whose pixels all see the
   * whole patch, without weights.
   *
   * @param pixels the number of pixels in the network's input
   */
  long workingBytesOfPatch(long pixels, Precision precision);

  /**
   * Returns the least arithmetic that restoring an image needs, as a measure for the speed of
   * implementations: two floating-point operations, a multiplication and an addition, for each
   * weight that a convolution applies to a pixel, and for each term in the products of queries with
   * keys and of weights with values.
   *
   * <p>Each pixel has the keys of its neighborhood inside the image, and products of earlier steps
   * are not computed again. Work that tiles or patches do twice does not count; neither do
   * exponentials, normalization and sums of features. If a network folds squares of pixels, squares
   * are counted, including those that reach beyond the image.
   *
   * @param height the height of the image in pixels
   * @param width the width of the image in pixels
   */
  long necessaryFlop(int height, int width);
}
