package org.selfsame.nonlocal;

/**
 * The square of pixels that a pixel is compared with, in the middle of an image and at its border.
 *
 * <p>With a {@code block} of 1 it slides with the pixel, as the paper has it. Otherwise the pixels
 * of each square of {@code block x block}, counted from the image's first row and column, share one
 * window around that square: all of their products with keys are needed, and are few large ones.
 *
 * @param size q, the side of the window; where the image is not longer than that, its whole axis is
 *     the neighborhood
 * @param block side of the squares of pixels that share a window
 * @param border what is beyond the image's border
 */
public record Window(int size, int block, Border border) {
  /** Checks that the window is centered. */
  public Window {
    if (block < 1) {
      throw new IllegalArgumentException(
          "block %d: expected 1, for a window that slides with the pixel, or more"
              .formatted(block));
    }
    if (size < block || (size - block) % 2 != 0) {
      throw new IllegalArgumentException(
          block == 1
              ? "neighborhood %d: expected an odd number, such as %d"
                  .formatted(size, Math.max(1, size + 1))
              : "neighborhood %d with block %d: expected an even number more than the block, such as %d"
                  .formatted(size, block, Math.max(block, size + 1)));
    }
  }
}
