package org.selfsame.lab.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.quality.Psnr;
import org.selfsame.task.ColorMode;
import org.selfsame.task.Comparison;
import org.selfsame.task.Presentation;
import org.selfsame.tensor.Precision;

/** Measures a network on held-out images, degraded the same each time. */
final class Validation {
  /**
   * One measurement.
   *
   * @param clean the middle of a held-out image
   * @param degraded what it becomes
   * @param presentation how that is shown to the network
   */
  private record Sample(
      Image clean, Image degraded, Presentation presentation, Comparison comparison) {
    double psnr(Presentation.Viewer viewer) {
      Image restored = presentation.restore(degraded, viewer);
      return Psnr.of(comparison.inside(restored), comparison.inside(clean));
    }
  }

  private final List<Sample> samples = new ArrayList<>();

  Validation(TrainingConfig config, List<TrainingData.Named> images) {
    List<Degradation> trials =
        config.task().trials(config.validation().levels(), config.seed(), config.patches().noise());
    for (TrainingData.Named named : images) {
      Image middle = middle(named.image(), config.validation().crop());
      for (Degradation degradation : trials) {
        samples.add(
            new Sample(
                degradation.reference(middle, named.name()),
                degradation.degrade(middle, named.name()),
                config
                    .task()
                    .presentation(degradation, config.network(), ColorMode.CHANNELS, "the network"),
                config.task().comparison(degradation)));
      }
    }
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
      sum +=
          sample.psnr(
              (shown, told, part, parts) ->
                  new NetworkRestoration(network, told, precision).restore(shown));
    }
    return sum / samples.size();
  }
}
