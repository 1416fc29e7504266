package org.selfsame.network;

import java.util.Optional;
import java.util.OptionalInt;
import org.selfsame.tensor.Tensor;

/** A network of a kind that compares pixels. */
public sealed interface NonlocalNetwork extends Network permits Nlrn, Rnan {
  /**
   * Returns the side, in pixels of the image, of the square that a non-local operation sees around
   * each pixel, however the network folds. Empty if it sees all pixels of the input, or only the
   * pixel itself.
   */
  OptionalInt neighborhood();

  /** Returns whether there is anything to {@link #observe}: a variant may lack non-local steps. */
  boolean comparesPixels();

  /**
   * Runs a pass, and returns how the network sees one pixel.
   *
   * @param input one image, as {@link #forward} takes it
   * @param y row of the pixel
   * @param x column of the pixel
   * @throws IllegalArgumentException if the network does not compare pixels, or if the input has
   *     another shape or no such pixel
   */
  PixelMaps observe(Tensor input, Pass pass, int y, int x);

  /** Returns a network as one that compares pixels, if it is one. */
  static Optional<NonlocalNetwork> of(Network network) {
    return network instanceof NonlocalNetwork nonlocal && nonlocal.comparesPixels()
        ? Optional.of(nonlocal)
        : Optional.empty();
  }

  /** Returns the {@link #neighborhood} of any network, which sets the size of patches. */
  static OptionalInt neighborhood(Network network) {
    return network instanceof NonlocalNetwork nonlocal
        ? nonlocal.neighborhood()
        : OptionalInt.empty();
  }

  /**
   * Checks that a network compares pixels.
   *
   * @throws IllegalArgumentException if not
   */
  static NonlocalNetwork require(Network network) {
    return of(network)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "network %s without non-local steps: expected one that compares pixels"
                        .formatted(network.config().network())));
  }

  /**
   * Checks that a network can be observed at a pixel.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static void requirePixel(NonlocalNetwork network, Tensor input, int y, int x) {
    Network.requireInput(network, input);
    require(network);
    long height = input.size(2);
    long width = input.size(3);
    if (input.size(0) != 1 || y < 0 || y >= height || x < 0 || x >= width) {
      throw new IllegalArgumentException(
          "pixel x %d, y %d of %d images of %dx%d: expected a pixel of one image"
              .formatted(x, y, input.size(0), width, height));
    }
  }
}
