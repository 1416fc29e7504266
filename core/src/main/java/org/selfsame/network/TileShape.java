package org.selfsame.network;

/**
 * How an image is best cut into tiles for a network.
 *
 * @param largest side of a tile beyond which time per pixel only grows
 * @param overlap pixels that neighboring tiles share, over which one is blended into the other
 * @param alignment of which a tile's first row and column are multiples, so that it is restored as
 *     in the whole image
 */
public record TileShape(int largest, int overlap, int alignment) {
  /** Returns the side of the smallest tile that is more than overlap. */
  public int smallest() {
    return 2 * overlap + 32;
  }
}
