package org.selfsame.network;

import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;

/** A restoration network with its weights. */
public sealed interface Network extends AutoCloseable permits Nlrn {
  /** Returns the name of the architecture, as weight files have it. */
  String name();

  /** Returns the configuration as a JSON object, as weight files have it. */
  String configJson();

  /** Returns the number of channels of an image, without a noise channel. */
  int imageChannels();

  /** Tells whether the input has one more channel that holds the noise level sigma / 255. */
  boolean hasNoiseChannel();

  /** Returns the side of the square of pixels around each that a non-local operation sees. */
  int neighborhood();

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
   * Restores images.
   *
   * @param input {@code [n, channels, height, width]} in fp32, samples in [0, 1] before noise, and
   *     the noise channel if there is one
   * @return {@code [n, image channels, height, width]} in fp32 (fp64 if the pass is), not clipped;
   *     it belongs to the scope around, or to the caller if there is none
   * @throws IllegalArgumentException if the input has another shape
   */
  Tensor forward(Tensor input, Pass pass);

  /** Frees the weights. */
  @Override
  void close();
}
