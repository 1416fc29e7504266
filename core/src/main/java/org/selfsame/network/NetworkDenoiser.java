package org.selfsame.network;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * A network that denoises images of its number of channels, each whole in one pass.
 *
 * @param network stays the caller's, who closes it
 * @param sigma noise level of samples 0 to 255, told to networks that have a noise channel
 * @param precision of convolutions and products
 */
public record NetworkDenoiser(Network network, double sigma, Precision precision)
    implements Restoration {
  /** Checks the noise level. */
  public NetworkDenoiser {
    if (!(sigma >= 0 && sigma <= 255)) {
      throw new IllegalArgumentException(
          "sigma is %s: expected a number from 0 to 255".formatted(sigma));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the image has another number of channels than the network
   */
  @Override
  public Image restore(Image degraded) {
    if (degraded.channels() != network.imageChannels()) {
      throw new IllegalArgumentException(
          "image of %d channels: the network expects %d"
              .formatted(degraded.channels(), network.imageChannels()));
    }
    int height = degraded.height();
    int width = degraded.width();
    Device device = network.parameters().device();
    try (TensorScope scope = TensorScope.withoutGradients()) {
      List<Tensor> channels = new ArrayList<>();
      for (int c = 0; c < degraded.channels(); c++) {
        channels.add(Tensor.of(degraded.plane(c), device, 1, 1, height, width));
      }
      if (network.hasNoiseChannel()) {
        channels.add(Tensor.full(sigma / 255, Precision.FP32, device, 1, 1, height, width));
      }
      Tensor restored = network.forward(Tensor.concatenate(1, channels), Pass.restoring(precision));
      Image result = Image.black(width, height, degraded.channels());
      for (int c = 0; c < result.channels(); c++) {
        restored.narrow(1, c, 1).copyTo(result.plane(c));
      }
      return result;
    }
  }
}
