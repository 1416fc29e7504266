package org.selfsame.restore;

import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Denoiser;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.task.Task;
import org.selfsame.tensor.DeviceMemoryException;

/**
 * Restores images of any size, gray or color, with a model.
 *
 * <pre>{@code
 * try (Model model = Catalog.shipped().load("denoise-gray", Device.CPU)) {
 *   Restorer restorer = new Restorer(model, RestoreOptions.forDevice(Device.CPU));
 *   Image clean = restorer.denoise(noisy, 25);
 * }
 * }</pre>
 *
 * <p>The restored samples are not clipped. A restorer may be used by one thread at a time; an
 * interrupt ends it between two tiles with a {@link java.util.concurrent.CancellationException}.
 */
public final class Restorer implements Denoiser {
  private final Model model;
  private final RestoreOptions options;
  private final Execution execution;

  /**
   * Makes a restorer; the model stays the caller's, who closes it.
   *
   * @throws IllegalArgumentException if the model takes more memory for the smallest piece of an
   *     image than the options give, or sees more around a pixel than a tile of theirs holds, or
   *     has no neighborhood for {@link Protocol#OVERLAPPED}; the message begins with what does not
   *     fit: {@code memory}, {@code tiles} or {@code protocol}
   */
  public Restorer(Model model, RestoreOptions options) {
    this(model, options, Execution.of(model, options));
  }

  private Restorer(Model model, RestoreOptions options, Execution execution) {
    this.model = model;
    this.options = options;
    this.execution = execution;
  }

  /** Returns a restorer like this one that tells its progress. */
  public Restorer telling(ProgressListener listener) {
    return new Restorer(model, options, execution.telling(listener));
  }

  /** Returns the model. */
  public Model model() {
    return model;
  }

  /** Returns how the model is run. */
  public RestoreOptions options() {
    return options;
  }

  /**
   * Returns what undoes a degradation, such as {@code new BicubicDownscale(3)}, as the model's task
   * does: of noise its level is told, of a reduction the scale, of a mosaic the pattern. Progress
   * is that of what the network is shown: of the enlarged luma, say.
   *
   * <p>It throws an {@link IllegalArgumentException} for an image whose channels or size the task
   * does not restore, or that holds a NaN or infinite sample; and a {@link DeviceMemoryException}
   * if there is not enough memory even for the smallest tile: one that is too large is halved.
   *
   * @throws IllegalArgumentException if the model is for another task, or was not trained on this
   *     level, or its network does not fit its task
   */
  public Restoration restoration(Degradation degradation) {
    model.task().require(degradation, who());
    if (degradation.isNone()) {
      return image -> image.requireFinite().copy();
    }
    return execution.of(
        model.task().presentation(degradation, model.network().config(), options.color(), who()));
  }

  /**
   * Undoes a degradation.
   *
   * @throws IllegalArgumentException as {@link #restoration} and what it returns
   * @throws DeviceMemoryException if there is not enough memory even for the smallest tile
   */
  public Image restore(Image degraded, Degradation degradation) {
    return restoration(degradation).restore(degraded);
  }

  /**
   * Returns what removes Gaussian noise of a level from gray and RGB images, as {@link
   * #restoration} does.
   *
   * @throws IllegalArgumentException if the model does not denoise, or not at this level
   */
  @Override
  public Restoration denoiser(double sigma) {
    Task task = model.task();
    if (!task.undoes(GaussianNoise.of(0))) {
      task.requireLike(Task.undoing(GaussianNoise.of(0)), who());
    }
    return restoration(task.require(Double.toString(sigma), who()));
  }

  private String who() {
    return "model " + model.name();
  }
}
