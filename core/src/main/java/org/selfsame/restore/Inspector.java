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
 * Shows how a model's network sees a pixel: the weights with which it averages other pixels (NLRN,
 * Figure 4), and the masks of an RNAN.
 *
 * <pre>{@code
 * Inspection inspection = new Inspector(model, Tiling.AUTO).inspect(noisy, x, y, 25);
 * for (CorrelationMap map : inspection.maps().correlations()) { ... }
 * }</pre>
 *
 * <p>The network runs in fp32 on the tile around the pixel. The model's task decides what the
 * network is given:
 *
 * <ul>
 *   <li>to denoise color with a model for gray images, the mean of red, green and blue, whose noise
 *       is weaker; or green, if the model is not told the noise level;
 *   <li>to enlarge, the image as bicubic interpolation has enlarged it, and of color its luma; or
 *       the image itself, if the network is for color and enlarges by itself;
 *   <li>to deblock, the luma;
 *   <li>to demosaic, the sample that the model's own pattern has at each pixel: all of a mosaic in
 *       that pattern.
 * </ul>
 */
public final class Inspector {
  private final Model model;
  private final Tiling tiling;

  /**
   * Makes an inspector. The caller still owns the model and closes it.
   *
   * @param tiling the side of the tile; {@link Tiling#AUTO} chooses as when restoring
   * @throws IllegalArgumentException if the network does not compare pixels, or if its neighborhood
   *     is larger than the tile
   */
  public Inspector(Model model, Tiling tiling) {
    this.model = model;
    this.tiling = tiling;
    Network network = model.network();
    if (NonlocalNetwork.of(network).isEmpty()) {
      throw new IllegalArgumentException(
          "model %s is a network without non-local steps (%s), so it compares no pixels: expected an NLRN or RNAN"
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
   * @param image an image as for restoring, or as described above
   * @param x column of the pixel
   * @param y row of the pixel
   * @param sigma the noise level for samples 0 to 255, if the model denoises; other models ignore
   *     it
   * @throws IllegalArgumentException if the image has no such pixel, if the model was not trained
   *     for this level or number of channels, or if a sample is NaN or infinite
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
          "there is not enough memory for %dx%d pixels in one piece: use a smaller tile"
              .formatted(piece.width(), piece.height()),
          e);
    }
  }

  private int fittingSide() {
    Network network = model.network();
    TileShape shape = network.cost().tiles();
    return MemoryPlan.tileSide(
        MemoryPlan.bytes(MemoryBudget.AUTO, network.parameters().device()),
        network.cost().workingBytesPerPixel(Precision.FP32),
        shape.smallest(),
        shape.largest());
  }

  /**
   * Where a tile begins that has the pixel at its center, or as near to it as the border allows.
   */
  private int start(int pixel, int side, int length) {
    int alignment = model.network().cost().tiles().alignment();
    int last = Math.max(0, length - side);
    int centered = Math.max(0, pixel - side / 2);
    // The last tile reaches the border, even if alignment makes it smaller.
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
