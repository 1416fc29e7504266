package org.selfsame.network;

import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The cost of restoring with a {@link Plain} network.
 *
 * @param device the network's device
 */
record PlainCost(PlainConfig config, PlainLayers layers, Device device) implements Cost {
  /** In larger tiles the overlap hardly matters any more, and they report progress too rarely. */
  private static final int LARGEST_TILE = 4096;

  /** If a network reaches further than any published one, its tiles see less than everything. */
  private static final int LARGEST_OVERLAP = 256;

  /** Size of a strip's features: a core's input and output should stay in its cache. */
  private static final long STRIP_BYTES = 4L << 20;

  /** Size of an image's features up to which strips gain nothing: all of it stays in the cache. */
  private static final long WHOLE_BYTES = 16L << 20;

  /** Lower strips would copy as many rows as they make. */
  private static final int LEAST_ROWS = 8;

  /** The input and output of a layer, and a third for its workspace or a change of precision. */
  private static final int FEATURES_AT_ONCE = 3;

  /**
   * A quarter of the overlap is not used. The rest covers everything that a pixel depends on, so
   * tiles change nothing.
   */
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
   * Counts the image, the result and the features. On a GPU and for a small image these are the
   * features of all pixels; otherwise those of one strip per core, and of the rows that strips pass
   * on.
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
    // Each core's thread has its own memory, and keeps about as much as it needs.
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

  /** Bytes per pixel without strips, including the folded image and the result. */
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

  /** Returns the best number of strips for restoring images. */
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
    // With as many strips per core, all cores finish at about the same time.
    long rounds = Math.max(2, (height + rows * cores - 1) / (rows * cores));
    return (int) Math.max(1, Math.min(rounds * cores, height / LEAST_ROWS));
  }
}
