package org.selfsame.restore;

import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.model.Task;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkDenoiser;

/**
 * Restores images of any size, gray or colour, with a model.
 *
 * <pre>{@code
 * try (Model model = Catalog.shipped().load("nlrn-light", Device.CPU)) {
 *   Restorer restorer = new Restorer(model, RestoreOptions.forDevice(Device.CPU));
 *   Image clean = restorer.denoise(noisy, 25);
 * }
 * }</pre>
 *
 * <p>The restored samples are not clipped. A restorer may be used by one thread at a time; an
 * interrupt ends it between two tiles with a {@link java.util.concurrent.CancellationException}.
 */
public final class Restorer {
  private final Model model;
  private final RestoreOptions options;
  private final ProgressListener listener;

  /** Makes a restorer; the model stays the caller's, who closes it. */
  public Restorer(Model model, RestoreOptions options) {
    this(model, options, ProgressListener.NONE);
  }

  /** Makes a restorer that tells its progress; the model stays the caller's, who closes it. */
  public Restorer(Model model, RestoreOptions options, ProgressListener listener) {
    this.model = model;
    this.options = options;
    this.listener = listener;
  }

  /**
   * Removes Gaussian noise.
   *
   * @param noisy gray or RGB, noise included
   * @param sigma its standard deviation, of samples 0 to 255; a higher one than the noise's smooths
   *     more
   * @return the image without noise
   * @throws IllegalArgumentException if the model does not denoise, or not at this level, or not
   *     images of so many channels, or if a sample is NaN or infinite
   */
  public Image denoise(Image noisy, double sigma) {
    return denoiser(sigma).restore(noisy);
  }

  /**
   * Returns {@link #denoise} at a noise level as a restoration.
   *
   * @throws IllegalArgumentException if the model does not denoise, or not at this level
   */
  public Restoration denoiser(double sigma) {
    if (!(model.task() instanceof Task.Denoise task)) {
      throw new IllegalArgumentException(
          "model %s is for '%s': expected one that denoises"
              .formatted(model.name(), model.task().description()));
    }
    if (!task.covers(sigma)) {
      throw new IllegalArgumentException(
          "sigma %s: model %s can %s; give a level in that range"
              .formatted(sigma, model.name(), task.description()));
    }
    return noisy -> restore(noisy, sigma, task);
  }

  private Image restore(Image noisy, double sigma, Task.Denoise task) {
    requireFinite(noisy);
    Network network = model.network();
    int side = tileSide();
    if (noisy.channels() == network.imageChannels()) {
      return tiled(sigma, side, listener).restore(noisy);
    }
    if (network.imageChannels() == 1 && noisy.channels() == GrayForColour.CHANNELS) {
      GrayForColour.GrayRestorations restorations =
          (channel, level) -> tiled(level, side, part(channel));
      return usesOpponents(task, sigma)
          ? GrayForColour.opponent(noisy, sigma, restorations)
          : GrayForColour.eachChannel(noisy, sigma, restorations);
    }
    throw new IllegalArgumentException(
        "image of %d channels: model %s expects %d"
            .formatted(noisy.channels(), model.name(), network.imageChannels()));
  }

  /** One such sample would spread over all that the network's steps reach from it. */
  private static void requireFinite(Image image) {
    for (int c = 0; c < image.channels(); c++) {
      float[] plane = image.plane(c);
      for (int i = 0; i < plane.length; i++) {
        if (!Float.isFinite(plane[i])) {
          throw new IllegalArgumentException(
              "the image holds samples that are not numbers (NaN or infinite): %s at x %d, y %d. Replace them first"
                  .formatted(plane[i], i % image.width(), i / image.width()));
        }
      }
    }
  }

  /** Scaled to [0, 1], opponents have less noise: only a network that is told can restore them. */
  private boolean usesOpponents(Task.Denoise task, double sigma) {
    return options.colour() == RestoreOptions.ColourMode.OPPONENT
        && model.network().hasNoiseChannel()
        && task.covers(GrayForColour.lowestOpponentSigma(sigma));
  }

  /** Tells the progress of one of the three channels as part of the whole. */
  private ProgressListener part(int channel) {
    return (done, total) ->
        listener.progress(channel * total + done, GrayForColour.CHANNELS * total);
  }

  /** The network under ensemble and tiles. */
  private Restoration tiled(double sigma, int side, ProgressListener progress) {
    Restoration whole = new NetworkDenoiser(model.network(), sigma, options.precision());
    return new Tiled(options.ensemble() ? new SelfEnsemble(whole) : whole, side, progress);
  }

  private int tileSide() {
    Tiling tiling = options.tiling();
    if (tiling.isWhole()) {
      return Integer.MAX_VALUE;
    }
    return tiling.isAuto()
        ? MemoryPlan.tileSide(
            MemoryPlan.freeBytes(model.network().parameters().device()),
            model.network().workingBytesPerPixel(options.precision()))
        : tiling.side();
  }
}
