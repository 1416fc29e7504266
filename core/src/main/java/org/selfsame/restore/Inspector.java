package org.selfsame.restore;

import org.selfsame.image.Image;
import org.selfsame.model.Model;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.NonlocalNetwork;
import org.selfsame.network.PixelMaps;
import org.selfsame.network.TileShape;
import org.selfsame.task.Shown;
import org.selfsame.tensor.DeviceMemoryException;
import org.selfsame.tensor.Precision;

/**
 * Shows how the network of a model sees a pixel: with which weights it averages others (NLRN,
 * Figure 4), and an RNAN's masks.
 *
 * <pre>{@code
 * Inspection inspection = new Inspector(model, Tiling.AUTO).inspect(noisy, x, y, 25);
 * for (CorrelationMap map : inspection.maps().correlations()) { ... }
 * }</pre>
 *
 * <p>The network is run in fp32 on the tile around the pixel. The model's task decides what of the
 * image it is given:
 *
 * <ul>
 *   <li>to denoise color by a model of gray images, the mean of red, green and blue, whose noise is
 *       less; or green, where the model is not told the noise level;
 *   <li>to enlarge, an image that bicubic interpolation has enlarged already, its luma if it is in
 *       color; or, of a network of color that enlarges by itself, the image;
 *   <li>to deblock, its luma;
 *   <li>to demosaic, of each pixel the sample that the model's own pattern has there: of a mosaic
 *       of that pattern, all.
 * </ul>
 */
public final class Inspector {
  private final Model model;
  private final Tiling tiling;

  /**
   * Makes an inspector; the model stays the caller's, who closes it.
   *
   * @param tiling side of the tile; {@link Tiling#AUTO} is that of restoring
   * @throws IllegalArgumentException if the network compares no pixels, or its neighborhood is
   *     larger than the tile
   */
  public Inspector(Model model, Tiling tiling) {
    this.model = model;
    this.tiling = tiling;
    Network network = model.network();
    if (NonlocalNetwork.of(network).isEmpty()) {
      throw new IllegalArgumentException(
          "model %s is a network without non-local steps (%s), which compares no pixels: expected an NLRN or RNAN"
              .formatted(model.name(), network.config().network()));
    }
    int least = NonlocalNetwork.neighborhood(network).orElse(0);
    if (tiling.side(() -> least) < least) {
      throw new IllegalArgumentException(
          "tiles of %s pixels: model %s compares pixels over %3$d; give at least %3$d, auto or none"
              .formatted(tiling, model.name(), least));
    }
  }

  /**
   * Inspects a pixel.
   *
   * @param image as it would be restored, or as the class says
   * @param x column of the pixel
   * @param y row of the pixel
   * @param sigma noise level of samples 0 to 255, for a model that denoises; others have none
   * @throws IllegalArgumentException if there is no such pixel, the model denoises not at this
   *     level or not images of so many channels, or a sample is NaN or infinite
   * @throws DeviceMemoryException if there is not enough memory for the tile
   */
  public Inspection inspect(Image image, int x, int y, double sigma) {
    if (x < 0 || x >= image.width() || y < 0 || y >= image.height()) {
      throw new IllegalArgumentException(
          "pixel x %d, y %d: the image has %dx%d pixels; expected x from 0 to %d, y from 0 to %d"
              .formatted(
                  x, y, image.width(), image.height(), image.width() - 1, image.height() - 1));
    }
    Shown shown = shown(image.requireFinite(), sigma);
    int side = tiling.side(this::fittingSide);
    int left = start(x, side, image.width());
    int top = start(y, side, image.height());
    int width = Math.min(side, image.width() - left);
    int height = Math.min(side, image.height() - top);
    Image piece = shown.image().crop(left, top, width, height);
    return new Inspection(
        piece,
        shown.kind(),
        shown.told(),
        left,
        top,
        x - left,
        y - top,
        observe(piece, shown.told(), x - left, y - top));
  }

  private PixelMaps observe(Image piece, double told, int x, int y) {
    try {
      return new NetworkRestoration(model.network(), told, Precision.FP32).observe(piece, y, x);
    } catch (DeviceMemoryException e) {
      throw new DeviceMemoryException(
          "there is not enough memory for %dx%d pixels in one piece: let a smaller tile be cut"
              .formatted(piece.width(), piece.height()),
          e);
    }
  }

  private int fittingSide() {
    Network network = model.network();
    TileShape shape = network.cost().tiles();
    long bytesPerPixel = network.cost().workingBytesPerPixel(Precision.FP32);
    return MemoryPlan.tileSide(
        MemoryPlan.bytes(MemoryBudget.AUTO, network.parameters().device()),
        side -> bytesPerPixel * side * side,
        shape.smallest(),
        shape.largest());
  }

  /** Where a tile begins that has the pixel in its middle, or as near to it as the image lets. */
  private int start(int pixel, int side, int length) {
    int alignment = model.network().cost().tiles().alignment();
    int last = Math.max(0, length - side);
    int centered = Math.max(0, pixel - side / 2);
    // The last tile is rather smaller than that it would not reach the border.
    return centered < last
        ? centered - centered % alignment
        : (last + alignment - 1) / alignment * alignment;
  }

  private Shown shown(Image image, double sigma) {
    NetworkConfig network = model.network().config();
    String who = "model " + model.name();
    Shown shown = model.task().shown(image.requireGrayOrColor(), sigma, network, who);
    if (shown.image().channels() != network.imageChannels()) {
      throw new IllegalArgumentException(
          "image of %d channels: %s expects %d"
              .formatted(image.channels(), who, network.imageChannels()));
    }
    return shown;
  }
}
