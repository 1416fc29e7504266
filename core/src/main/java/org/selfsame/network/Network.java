package org.selfsame.network;

import java.util.Arrays;
import org.selfsame.tensor.Tensor;

/** A restoration network with its weights. */
public sealed interface Network extends AutoCloseable permits NonlocalNetwork, Plain {
  /** Returns the network's config. */
  NetworkConfig config();

  /** Returns the weights. */
  Parameters parameters();

  /** Returns the cost of restoring images. */
  Cost cost();

  /**
   * Restores images.
   *
   * @param input {@code [n, channels, height, width]} in fp32: samples in [0, 1] before noise, and
   *     the noise channel if there is one
   * @return {@code [n, image channels, scale * height, scale * width]} in fp32 (fp64 if the pass
   *     is), not clipped; it belongs to the enclosing scope, or to the caller if there is none
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
  default void close() {
    parameters().close();
  }
}
