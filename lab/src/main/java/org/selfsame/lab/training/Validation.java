package org.selfsame.lab.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.Resampling;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.model.Task;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.quality.Psnr;
import org.selfsame.tensor.Precision;

/** Measures a network on held-out images, degraded the same each time. */
final class Validation {
  /**
   * One measurement.
   *
   * @param clean the middle of a held-out image
   * @param degraded what the network sees
   * @param sigma the noise level
   * @param border pixels along the edges that are not compared
   */
  private record Sample(Image clean, Image degraded, double sigma, int border) {
    /**
     * @param enlarged whether bicubic interpolation enlarges the image first, or the network does
     */
    static Sample reduced(Image image, int scale, boolean enlarged) {
      BicubicDownscale reduction = new BicubicDownscale(scale);
      Image clean = reduction.crop(image);
      Image reduced = reduction.degrade(image, "");
      Image input = enlarged ? Resampling.resize(reduced, clean.width(), clean.height()) : reduced;
      return new Sample(clean, input, 0, scale);
    }

    double psnr(Image restored) {
      return Psnr.of(inner(restored), inner(clean));
    }

    private Image inner(Image image) {
      return image.crop(border, border, image.width() - 2 * border, image.height() - 2 * border);
    }
  }

  private final List<Sample> samples = new ArrayList<>();

  Validation(TrainingConfig config, List<TrainingData.Named> images) {
    for (TrainingData.Named named : images) {
      Image clean = middle(named.image(), config.validation().crop());
      if (config.task() instanceof Task.Demosaic demosaic) {
        samples.add(
            new Sample(clean, new BayerMosaic(demosaic.pattern()).degrade(clean, ""), 0, 0));
      }
      for (double level : config.validation().levels()) {
        samples.add(sample(config, clean, named.name(), level));
      }
    }
  }

  private static Sample sample(TrainingConfig config, Image clean, String name, double level) {
    if (config.task() instanceof Task.Upscale) {
      return Sample.reduced(clean, (int) level, config.network().scale() == 1);
    }
    if (config.task() instanceof Task.Deblock) {
      return new Sample(clean, new JpegCompression((int) level).degrade(clean, name), 0, 0);
    }
    GaussianNoise noise = new GaussianNoise(level, config.seed(), config.patches().noise());
    return new Sample(clean, noise.degrade(clean, name), level, 0);
  }

  private static Image middle(Image image, int side) {
    int width = Math.min(side, image.width());
    int height = Math.min(side, image.height());
    return image.crop((image.width() - width) / 2, (image.height() - height) / 2, width, height);
  }

  /**
   * Returns the mean PSNR in dB over images and levels.
   *
   * @param cancelled asked before each image; once it holds, the result is NaN
   */
  double psnr(Network network, Precision precision, BooleanSupplier cancelled) {
    double sum = 0;
    for (Sample sample : samples) {
      if (cancelled.getAsBoolean()) {
        return Double.NaN;
      }
      NetworkRestoration denoiser = new NetworkRestoration(network, sample.sigma, precision);
      sum += sample.psnr(denoiser.restore(sample.degraded));
    }
    return sum / samples.size();
  }
}
