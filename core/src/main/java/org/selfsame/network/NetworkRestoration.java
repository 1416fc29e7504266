package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.image.Sigma;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.DeviceMemoryException;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * Restores images with a network, each in one pass. Images must have the network's channels.
 *
 * @param network the network; the caller still owns it and closes it
 * @param sigma the noise level for samples 0 to 255; only a network with a noise channel uses it
 * @param precision the precision of convolutions and products
 * @param reach the pixels that non-local operations see
 */
public record NetworkRestoration(
    Network network, double sigma, Precision precision, Pass.Reach reach) implements Restoration {
  /** Checks the noise level. */
  public NetworkRestoration {
    Sigma.require(sigma);
  }

  /** Makes a restoration in which each pixel sees the neighborhood around it. */
  public NetworkRestoration(Network network, double sigma, Precision precision) {
    this(network, sigma, precision, Pass.Reach.WINDOW);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the image and the network differ in channels
   * @throws DeviceMemoryException if the pass does not fit in memory
   */
  @Override
  public Image restore(Image degraded) {
    return restoreAll(List.of(degraded)).get(0);
  }

  /**
   * Restores images of one size in one pass.
   *
   * @throws IllegalArgumentException if an image and the network differ in channels
   * @throws DeviceMemoryException if the pass does not fit in memory
   */
  @Override
  public List<Image> restoreAll(List<Image> degraded) {
    degraded.forEach(this::requireChannels);
    return DeviceMemoryException.orResult(() -> pass(degraded));
  }

  /**
   * Restores an image, and returns how the network sees one of its pixels.
   *
   * @param y row of the pixel
   * @param x column of the pixel
   * @throws IllegalArgumentException if the network does not compare pixels, if image and network
   *     differ in channels, or if there is no such pixel
   * @throws DeviceMemoryException if the pass does not fit in memory
   */
  public PixelMaps observe(Image degraded, int y, int x) {
    requireChannels(degraded);
    return DeviceMemoryException.orResult(
        () -> {
          try (TensorScope scope = TensorScope.withoutGradients()) {
            return NonlocalNetwork.require(network)
                .observe(input(degraded), new Pass(precision, false, reach), y, x);
          }
        });
  }

  private void requireChannels(Image image) {
    if (image.channels() != network.config().imageChannels()) {
      throw new IllegalArgumentException(
          "image of %d channels: the network expects %d"
              .formatted(image.channels(), network.config().imageChannels()));
    }
  }

  private List<Image> pass(List<Image> degraded) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor input = Tensor.concatenate(0, degraded.stream().map(this::input).toList());
      Tensor restored = network.forward(input, new Pass(precision, false, reach));
      List<Image> results = new ArrayList<>();
      for (Image image : degraded) {
        Tensor one = restored.narrow(0, results.size(), 1);
        int scale = network.config().scale();
        Image result = Image.black(scale * image.width(), scale * image.height(), image.channels());
        for (int c = 0; c < result.channels(); c++) {
          one.narrow(1, c, 1).copyTo(result.plane(c));
        }
        results.add(result);
      }
      return results;
    }
  }

  /** {@code [1, channels, height, width]}. */
  private Tensor input(Image degraded) {
    int height = degraded.height();
    int width = degraded.width();
    Device device = network.parameters().device();
    List<Tensor> channels = new ArrayList<>();
    for (int c = 0; c < degraded.channels(); c++) {
      channels.add(Tensor.of(degraded.plane(c), device, 1, 1, height, width));
    }
    if (network.config().noiseChannel()) {
      channels.add(Tensor.full(sigma / 255, Precision.FP32, device, 1, 1, height, width));
    }
    return Tensor.concatenate(1, channels);
  }
}
