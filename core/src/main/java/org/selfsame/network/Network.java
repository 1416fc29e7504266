package org.selfsame.network;

import java.util.Arrays;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;

/** A restoration network with its weights. */
public sealed interface Network extends AutoCloseable permits Nlrn, Rnan, DnCnn {
  /** Returns the network's shape. */
  NetworkConfig config();

  /**
   * Returns the side of the square of pixels around each that a non-local operation sees; 0 where
   * it sees all pixels that the network is given, 1 if there is none.
   */
  int neighborhood();

  /** Returns how a large image is cut. */
  TileShape tiles();

  /** Returns the weights. */
  Parameters parameters();

  /**
   * Returns about how much memory {@link #forward} over a whole image takes, weights aside.
   *
   * @return bytes per pixel of the image
   */
  long workingBytesPerPixel(Precision precision);

  /**
   * Returns about how much memory {@link #forward} over a patch takes that is the neighborhood of
   * all its pixels, weights aside.
   *
   * @param pixels of the patch
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
   * exponentials, normalization and sums of features.
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
