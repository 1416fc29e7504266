package org.selfsame.restore;

import org.selfsame.degradation.BayerMosaic;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.model.Model;
import org.selfsame.model.Task;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.NonlocalNetwork;
import org.selfsame.network.PixelMaps;
import org.selfsame.network.TileShape;
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
    boolean fixed = !tiling.isWhole() && !tiling.isAuto();
    int least = NonlocalNetwork.neighborhood(network).orElse(0);
    if (fixed && tiling.side() < least) {
      throw new IllegalArgumentException(
          "tiles of %d pixels: model %s compares pixels over %3$d; give at least %3$d, auto or none"
              .formatted(tiling.side(), model.name(), least));
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
    Given given = given(image.requireFinite(), sigma);
    int side = side();
    int left = start(x, side, image.width());
    int top = start(y, side, image.height());
    int width = Math.min(side, image.width() - left);
    int height = Math.min(side, image.height() - top);
    Image piece = given.image.crop(left, top, width, height);
    return new Inspection(
        piece,
        given.kind,
        given.sigma,
        left,
        top,
        x - left,
        y - top,
        observe(piece, given, x - left, y - top));
  }

  private PixelMaps observe(Image piece, Given given, int x, int y) {
    try {
      return new NetworkRestoration(model.network(), given.sigma, Precision.FP32)
          .observe(piece, y, x);
    } catch (DeviceMemoryException e) {
      throw new DeviceMemoryException(
          "there is not enough memory for %dx%d pixels in one piece: let a smaller tile be cut"
              .formatted(piece.width(), piece.height()),
          e);
    }
  }

  private int side() {
    if (tiling.isWhole()) {
      return Integer.MAX_VALUE;
    }
    Network network = model.network();
    TileShape shape = network.cost().tiles();
    return tiling.isAuto()
        ? MemoryPlan.tileSide(
            MemoryPlan.bytes(MemoryBudget.AUTO, network.parameters().device()),
            network.cost().workingBytesPerPixel(Precision.FP32),
            shape.smallest(),
            shape.largest())
        : tiling.side();
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

  /**
   * What of an image a network is given.
   *
   * @param sigma the noise level that it is told
   */
  private record Given(Image image, String kind, double sigma) {}

  private Given given(Image image, double sigma) {
    if (image.channels() != 1 && image.channels() != 3) {
      throw new IllegalArgumentException(
          "image of %d channels: expected 1 (gray) or 3 (RGB)".formatted(image.channels()));
    }
    int channels = model.network().config().imageChannels();
    Task task = model.task();
    Given given = new Given(image, image.channels() == 1 ? "gray image" : "RGB image", 0);
    boolean colorForGray = channels == 1 && image.channels() == 3;
    if (task instanceof Task.Denoise denoise) {
      requireCovered(denoise, sigma);
      given = new Given(image, given.kind, sigma);
      if (colorForGray) {
        given = grayOf(image, denoise, sigma);
      }
    } else if (task instanceof Task.Demosaic demosaic) {
      given = mosaicOf(image, demosaic.pattern());
    } else if (colorForGray) {
      boolean enlarges = task instanceof Task.Upscale;
      Image luma = enlarges ? Luminance.studioLuma(image) : Luminance.gray(image);
      given = new Given(luma, "luma", 0);
    } else if (task instanceof Task.Upscale && channels == 3) {
      given = new Given(rgb(image), given.kind, 0);
    }
    if (given.image.channels() != channels) {
      throw new IllegalArgumentException(
          "image of %d channels: model %s expects %d"
              .formatted(image.channels(), model.name(), channels));
    }
    return given;
  }

  private void requireCovered(Task.Denoise task, double sigma) {
    if (!task.covers(sigma)) {
      throw new IllegalArgumentException(
          "sigma %s: model %s can %s; give a level in that range"
              .formatted(sigma, model.name(), task.description()));
    }
  }

  /** As color is restored by default. */
  private Given grayOf(Image rgb, Task.Denoise task, double sigma) {
    double less = GrayForColor.lowestOpponentSigma(sigma);
    return model.network().config().noiseChannel() && task.covers(less)
        ? new Given(GrayForColor.mean(rgb), "mean of red, green and blue", less)
        : new Given(new Image(rgb.width(), rgb.height(), rgb.plane(1)), "green", sigma);
  }

  private Given mosaicOf(Image image, BayerMosaic.Pattern pattern) {
    Image mosaic = BayerDemosaic.spread(rgb(image), pattern, 0, 0);
    for (int c = 0; c < mosaic.channels(); c++) {
      if (isBlack(mosaic.plane(c)) && !isBlack(rgb(image).plane(c))) {
        throw new IllegalArgumentException(
            "the image is a mosaic of another pattern: model %s expects %s"
                .formatted(model.name(), pattern));
      }
    }
    return new Given(mosaic, "mosaic " + pattern, 0);
  }

  private static boolean isBlack(float[] plane) {
    for (float sample : plane) {
      if (sample != 0) {
        return false;
      }
    }
    return true;
  }

  /** Three equal channels of a gray image; another as it is. */
  private static Image rgb(Image image) {
    return image.channels() == 1
        ? new Image(image.width(), image.height(), image.plane(0), image.plane(0), image.plane(0))
        : image;
  }
}
