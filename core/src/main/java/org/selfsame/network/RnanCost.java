package org.selfsame.network;

import org.selfsame.tensor.Precision;

/** The cost of restoring with an {@link Rnan}. */
record RnanCost(RnanConfig config, RnanLayers layers) implements Cost {
  private static final int LARGEST_OVERLAP = 80;

  /**
   * The time of non-local blocks grows with the square of a tile's pixels; smaller tiles overlap
   * more. A pixel depends on a wider area with each block. Masks have half the resolution, and so
   * do the colors of a mosaic, so tiles are aligned to even pixels.
   */
  @Override
  public TileShape tiles() {
    int overlap = Math.min(LARGEST_OVERLAP, 8 * config.blocks());
    return new TileShape(4 * overlap, overlap, 2);
  }

  /**
   * As measured. Part of it is in fp32 whatever the precision, such as the sums of non-local
   * blocks.
   */
  @Override
  public long workingBytesPerPixel(Precision precision) {
    long enlarged = config.scale() == 1 ? 0 : 3L * config.scale() * config.scale();
    return config.features() * ((10 + enlarged) * precision.bytes() + 48);
  }

  @Override
  public long workingBytesOfPatch(long pixels, Precision precision) {
    return pixels * workingBytesPerPixel(precision);
  }

  /** {@inheritDoc} Both non-local blocks compare and average half of the features. */
  @Override
  public long necessaryFlop(int height, int width) {
    long pixels = (long) height * width;
    return 2 * pixels * (layers.products() + 2 * pixels * config.features());
  }
}
