package org.selfsame.network;

import org.selfsame.tensor.Precision;

/** What restoring with an {@link Rnan} takes. */
record RnanCost(RnanConfig config, RnanLayers layers) implements Cost {
  private static final int LARGEST_OVERLAP = 80;

  /**
   * Non-local blocks take time by the square of a tile's pixels, overlaps by what tiles have of
   * them; what a pixel depends on grows with the blocks. Masks are of half the size, and so are the
   * colors of a mosaic.
   */
  @Override
  public TileShape tiles() {
    int overlap = Math.min(LARGEST_OVERLAP, 8 * config.blocks());
    return new TileShape(4 * overlap, overlap, 2);
  }

  /** As measured: a part is in fp32 whatever the precision, as the sums of non-local blocks. */
  @Override
  public long workingBytesPerPixel(Precision precision) {
    long enlarged = config.scale() == 1 ? 0 : 3L * config.scale() * config.scale();
    return config.features() * ((10 + enlarged) * precision.bytes() + 48);
  }

  @Override
  public long workingBytesOfPatch(long pixels, Precision precision) {
    return pixels * workingBytesPerPixel(precision);
  }

  /** {@inheritDoc} Each of two non-local blocks compares and averages half of the features. */
  @Override
  public long necessaryFlop(int height, int width) {
    long pixels = (long) height * width;
    return 2 * pixels * (layers.products() + 2 * pixels * config.features());
  }
}
