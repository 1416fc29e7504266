package org.selfsame.nonlocal;

/**
 * The pixels that a pixel is compared with: a rectangle of the image. Beyond an edge the image
 * continues circularly, with the rows and columns of the opposite one.
 *
 * @param top the first row; below 0 where it lies beyond the upper edge
 * @param left the first column; below 0 where it lies beyond the left edge
 * @param height rows, no more than the image has; where squares of pixels are folded, no more than
 *     those that cover it
 * @param width columns, likewise
 */
public record Neighborhood(int top, int left, int height, int width) {
  /** Returns the neighborhood of every pixel of a patch, which is all of it. */
  public static Neighborhood ofPatch(int height, int width) {
    return new Neighborhood(0, 0, height, width);
  }
}
