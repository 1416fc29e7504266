package org.selfsame.network;

/**
 * The best way to cut an image into tiles for a network.
 *
 * @param largest the side of a tile beyond which the time per pixel only grows
 * @param overlap the pixels that neighboring tiles share, over which they are blended
 * @param alignment a tile's first row and column are multiples of this, so that it is restored as
 *     in the whole image
 * @param smallest the smallest side of a tile: more than the overlap, and no less than a
 *     neighborhood
 */
public record TileShape(int largest, int overlap, int alignment, int smallest) {
  /** Makes the shape of tiles for a network that sees no further than the overlap. */
  public TileShape(int largest, int overlap, int alignment) {
    this(largest, overlap, alignment, 2 * overlap + 32);
  }

  /** Returns this with tiles of at least a side. */
  TileShape atLeast(int side) {
    return new TileShape(largest, overlap, alignment, Math.max(smallest, side));
  }
}
