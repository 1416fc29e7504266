package org.selfsame.network;

/**
 * How an image is best cut into tiles for a network.
 *
 * @param largest side of a tile beyond which time per pixel only grows
 * @param overlap pixels that neighboring tiles share, over which one is blended into the other
 * @param alignment of which a tile's first row and column are multiples, so that it is restored as
 *     in the whole image
 * @param smallest side of a tile that is more than overlap, and no less than a neighborhood
 */
public record TileShape(int largest, int overlap, int alignment, int smallest) {
  /** Makes the shape of tiles of a network that looks no further than the overlap. */
  public TileShape(int largest, int overlap, int alignment) {
    this(largest, overlap, alignment, 2 * overlap + 32);
  }

  /** Returns this with tiles of at least a side. */
  TileShape atLeast(int side) {
    return new TileShape(largest, overlap, alignment, Math.max(smallest, side));
  }
}
