package org.selfsame.network;

import java.util.Arrays;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;

/** A restoration network with its weights. */
public sealed interface Network extends AutoCloseable permits Nlrn, Rnan, Plain {
  /** Returns the network's shape. */
  NetworkConfig config();

  /**
   * Returns the side of the square of pixels around each that a non-local operation sees, of the
   * image, however the network folds it; 0 where it sees all pixels that the network is given, 1 if
   * there is none.
   */
  int neighborhood();

  /** Returns how a large image is cut. */
  TileShape tiles();

  /** Returns the weights. */
  Parameters parameters();

  /**
   * Returns about how much memory {@link #forward} over a large image takes, weights aside.
   *
   * @return bytes per pixel of the image
   */
  long workingBytesPerPixel(Precision precision);

  /**
   * Returns about how much memory {@link #forward} over a square image takes, weights aside: more
   * the larger it is.
   *
   * @param side in pixels
   */
  default long workingBytesOfSquare(int side, Precision precision) {
    return (long) side * side * workingBytesPerPixel(precision);
  }

  /**
   * Returns about how much memory {@link #forward} over a patch takes that is the neighborhood of
   * all its pixels, weights aside.
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

  /**
   * Restores images.
   *
   * @param input {@code [n, channels, height, width]} in fp32, samples in [0, 1] before noise, and
   *     the noise channel if there is one
   * @return {@code [n, image channels, scale * height, scale * width]} in fp32 (fp64 if the pass
   *     is), not clipped; it belongs to the scope around, or to the caller if there is none
   * @throws IllegalArgumentException if the input has another shape
   */
  Tensor forward(Tensor input, Pass pass);

  /** Tells whether the network compares pixels: whether there is anything to {@link #observe}. */
  boolean isNonlocal();

  /**
   * Runs a pass, and returns how it sees one pixel.
   *
   * @param input one image, as {@link #forward} takes it
   * @param y row of the pixel
   * @param x column of the pixel
   * @throws IllegalArgumentException if the network is not non-local, or the input has another
   *     shape or no such pixel
   */
  PixelMaps observe(Tensor input, Pass pass, int y, int x);

  /**
   * Checks that a network can be observed at a pixel.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static void requirePixel(Network network, Tensor input, int y, int x) {
    requireInput(network, input);
    if (!network.isNonlocal()) {
      throw notNonlocal(network);
    }
    long height = input.size(2);
    long width = input.size(3);
    if (input.size(0) != 1 || y < 0 || y >= height || x < 0 || x >= width) {
      throw new IllegalArgumentException(
          "pixel x %d, y %d of %d images of %dx%d: expected a pixel of one image"
              .formatted(x, y, input.size(0), width, height));
    }
  }

  /** Returns what a network that is not non-local answers to {@link #observe}. */
  static IllegalArgumentException notNonlocal(Network network) {
    return new IllegalArgumentException(
        "network %s without non-local steps: expected one that compares pixels"
            .formatted(network.config().network()));
  }

  /**
   * Checks the shape of an input.
   *
   * @throws IllegalArgumentException if it is not {@code [n, input channels, height, width]}
   */
  static void requireInput(Network network, Tensor input) {
    if (input.dimensions() != 4 || input.size(1) != network.config().inputChannels()) {
      throw new IllegalArgumentException(
          "input of shape %s: expected [n, %d, height, width]"
              .formatted(Arrays.toString(input.shape()), network.config().inputChannels()));
    }
  }

  /** Frees the weights. */
  @Override
  void close();
}
