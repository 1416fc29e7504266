package org.selfsame.network;

import java.util.Optional;
import java.util.OptionalInt;
import org.selfsame.tensor.Tensor;

/** A network whose kind compares pixels. */
public sealed interface NonlocalNetwork extends Network permits Nlrn, Rnan {
  /**
   * Returns the side of the square of pixels around each that a non-local operation sees, of the
   * image, however the network folds it; empty where it sees all pixels that the network is given,
   * or none but the pixel itself.
   */
  OptionalInt neighborhood();

  /** Tells whether there is anything to {@link #observe}: a variant may lack non-local steps. */
  boolean comparesPixels();

  /**
   * Runs a pass, and returns how it sees one pixel.
   *
   * @param input one image, as {@link #forward} takes it
   * @param y row of the pixel
   * @param x column of the pixel
   * @throws IllegalArgumentException if the network compares no pixels, or the input has another
   *     shape or no such pixel
   */
  PixelMaps observe(Tensor input, Pass pass, int y, int x);

  /** Returns a network as one that compares pixels, if it does. */
  static Optional<NonlocalNetwork> of(Network network) {
    return network instanceof NonlocalNetwork nonlocal && nonlocal.comparesPixels()
        ? Optional.of(nonlocal)
        : Optional.empty();
  }

  /** Returns the {@link #neighborhood} of any network, which patches are cut by. */
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
