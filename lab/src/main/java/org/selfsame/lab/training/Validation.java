package org.selfsame.lab.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkDenoiser;
import org.selfsame.quality.Psnr;
import org.selfsame.tensor.Precision;

/** Measures a network on held-out images, with the same noise each time. */
final class Validation {
  /**
   * One measurement.
   *
   * @param clean the middle of a held-out image
   * @param noisy what the network sees
   * @param sigma the noise level
   */
  private record Sample(Image clean, Image noisy, double sigma) {}

  private final List<Sample> samples = new ArrayList<>();

  Validation(TrainingConfig config, List<TrainingData.Named> images) {
    for (TrainingData.Named named : images) {
      Image clean = middle(named.image(), config.validationCrop());
      for (double sigma : config.validationSigmas()) {
        GaussianNoise noise = new GaussianNoise(sigma, config.seed(), GaussianNoise.Form.FLOAT);
        samples.add(new Sample(clean, noise.degrade(clean, named.name()), sigma));
      }
    }
  }

  private static Image middle(Image image, int side) {
    int width = Math.min(side, image.width());
    int height = Math.min(side, image.height());
    return image.crop((image.width() - width) / 2, (image.height() - height) / 2, width, height);
  }

  /**
   * Returns the mean PSNR in dB over images and noise levels.
   *
   * @param cancelled asked before each image; NaN is returned once it holds
   */
  double psnr(Network network, Precision precision, BooleanSupplier cancelled) {
    double sum = 0;
    for (Sample sample : samples) {
      if (cancelled.getAsBoolean()) {
        return Double.NaN;
      }
      NetworkDenoiser denoiser = new NetworkDenoiser(network, sample.sigma, precision);
      sum += Psnr.of(denoiser.restore(sample.noisy), sample.clean);
    }
    return sum / samples.size();
  }
}
