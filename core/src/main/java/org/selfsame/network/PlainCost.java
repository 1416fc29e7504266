package org.selfsame.network;

import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * What restoring with a {@link Plain} network takes.
 *
 * @param device that it is on
 */
record PlainCost(PlainConfig config, PlainLayers layers, Device device) implements Cost {
  /** Of larger tiles, what they share is hardly any of them; and they tell of progress seldom. */
  private static final int LARGEST_TILE = 4096;

  /** Of networks that reach further than any published one, tiles see less than all. */
  private static final int LARGEST_OVERLAP = 256;

  /** Features of a strip: what a core reads and what it makes are to stay in its cache. */
  private static final long STRIP_BYTES = 4L << 20;

  /** Features of an image that gains nothing from strips, as it stays in the cache as a whole. */
  private static final long WHOLE_BYTES = 16L << 20;

  /** Lower strips would copy as many rows as they make. */
  private static final int LEAST_ROWS = 8;

  /** What a layer reads and makes, and a third for what it works in or a change of precision. */
  private static final int FEATURES_AT_ONCE = 3;

  /** A quarter of the overlap is not used: with what a pixel depends on, tiles change nothing. */
  @Override
  public TileShape tiles() {
    int overlap = Math.min(LARGEST_OVERLAP, 4 * config.reach());
    return new TileShape(LARGEST_TILE, overlap, config.fold());
  }

  @Override
  public long workingBytesPerPixel(Precision precision) {
    long pixels = (long) LARGEST_TILE * LARGEST_TILE;
    return (workingBytesOfSquare(LARGEST_TILE, precision) + pixels - 1) / pixels;
  }

  /**
   * The image and the result, and the features: of all pixels on a GPU and of a small image, or
   * else of a strip for each core, and of the rows that strips leave to the next.
   */
  @Override
  public long workingBytesOfSquare(int side, Precision precision) {
    long pixels = (long) side * side;
    long sampleBytes = Math.max(Float.BYTES, precision.bytes());
    long images = pixels * (config.inputChannels() + config.imageChannels()) * sampleBytes;
    long features = pixels * featureBytes(precision);
    if (device.isCuda()) {
      return images + features;
    }
    int cores = Cores.workers();
    // Each core's thread has memory of its own, and keeps about as much as it needs.
    long strips = FEATURES_AT_ONCE * Math.max(WHOLE_BYTES, 2L * cores * STRIP_BYTES);
    int reach = config.reach() / config.fold();
    long rows = 2L * reach + (long) FEATURES_AT_ONCE * cores * (reach + LEAST_ROWS);
    long column = rows * config.features() * precision.bytes();
    return images + Math.min(features, strips + column * config.squares(side));
  }

  @Override
  public long workingBytesOfPatch(long pixels, Precision precision) {
    long images = (long) (config.inputChannels() + config.imageChannels()) * Float.BYTES;
    return pixels * (featureBytes(precision) + images);
  }

  /** Bytes per pixel where nothing is cut into strips, the image folded and as made among them. */
  private long featureBytes(Precision precision) {
    long features = (long) FEATURES_AT_ONCE * config.features() * precision.bytes();
    long ends = (long) (config.firstChannels() + config.lastChannels()) * Float.BYTES;
    long square = (long) config.fold() * config.fold();
    return (features + ends + square - 1) / square;
  }

  @Override
  public long necessaryFlop(int height, int width) {
    return 2 * layers.products() * config.squares(height) * config.squares(width);
  }

  /** Returns in how many strips images are best restored. */
  int strips(Tensor input, Precision precision) {
    if (TensorScope.recordsGradients() || input.device().isCuda()) {
      return 1;
    }
    long height = config.squares(input.size(2));
    long rowBytes =
        config.squares(input.size(3)) * input.size(0) * config.features() * precision.bytes();
    int cores = Cores.workers();
    if (height * rowBytes <= WHOLE_BYTES) {
      return 1;
    }
    long rows = Math.max(LEAST_ROWS, STRIP_BYTES / rowBytes);
    // Of as many for each core, all are done at about the same time.
    long rounds = Math.max(2, (height + rows * cores - 1) / (rows * cores));
    return (int) Math.max(1, Math.min(rounds * cores, height / LEAST_ROWS));
  }
}
