package org.selfsame.network;

import org.selfsame.tensor.Precision;

/** What it takes to restore images with a network: memory, arithmetic, and how to cut them. */
public interface Cost {
  /** Returns how a large image is cut. */
  TileShape tiles();

  /**
   * Returns about how much memory {@link Network#forward} over a large image takes, weights aside.
   *
   * @return bytes per pixel of the image
   */
  long workingBytesPerPixel(Precision precision);

  /**
   * Returns about how much memory {@link Network#forward} over a square image takes, weights aside:
   * more the larger it is.
   *
   * @param side in pixels
   */
  default long workingBytesOfSquare(int side, Precision precision) {
    return (long) side * side * workingBytesPerPixel(precision);
  }

  /**
   * Returns about how much memory {@link Network#forward} over a patch takes that is the
   * neighborhood of all its pixels, weights aside.
   *
   * @param pixels of the patch, as the network is given it
   */
  long workingBytesOfPatch(long pixels, Precision precision);

  /**
   * Returns the arithmetic that restoring an image needs at least, to compare the speed of ways to
   * do it: two floating-point operations, a multiplication and an addition, for each weight that a
   * convolution applies to a pixel, and for each number of the products of queries with keys and of
   * weights with values.
   *
   * <p>A pixel has exactly the keys of its neighborhood, as many as fit the image; products of
   * earlier steps are not computed again; what tiles or patches do twice does not count, nor do
   * exponentials, normalization and sums of features. Where a network folds squares of pixels, they
   * are what is counted, those that reach beyond the image too.
   *
   * @param height of the image in pixels
   * @param width of the image in pixels
   */
  long necessaryFlop(int height, int width);
}
