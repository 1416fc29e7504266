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
 * <p>The restored samples are not clipped. Use a restorer from one thread at a time. An interrupt
 * stops it between two tiles with a {@link java.util.concurrent.CancellationException}.
 */
public final class Restorer implements Denoiser {
  private final Model model;
  private final RestoreOptions options;
  private final Execution execution;

  /**
   * Makes a restorer. The caller still owns the model and closes it.
   *
   * @throws IllegalArgumentException if the model needs more memory for the smallest piece of an
   *     image than the options allow, if it sees more around a pixel than their tiles hold, or if
   *     it has no neighborhood for {@link Protocol#OVERLAPPED}; the message begins with what does
   *     not fit: {@code memory}, {@code tiles} or {@code protocol}
   */
  public Restorer(Model model, RestoreOptions options) {
    this(model, options, Execution.of(model, options));
  }

  private Restorer(Model model, RestoreOptions options, Execution execution) {
    this.model = model;
    this.options = options;
    this.execution = execution;
  }

  /** Returns a restorer like this one that reports its progress. */
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
   * Estimates the memory that the model works in, in bytes, without weights, image and result.
   *
   * @param pixels of an image as the network is shown it
   */
  public long workingBytes(long pixels) {
    return execution.workingBytes(pixels);
  }

  /**
   * Returns a restoration that undoes a degradation, such as {@code new BicubicDownscale(3)}, by
   * the model's task. The degradation tells the level of noise, the scale of a reduction, or the
   * pattern of a mosaic. Progress counts what the network is shown, such as the enlarged luma.
   *
   * <p>The restoration throws an {@link IllegalArgumentException} if the task cannot restore an
   * image of these channels or this size, or if a sample is NaN or infinite. It halves a tile that
   * is too large for the memory, and throws a {@link DeviceMemoryException} if even the smallest
   * does not fit.
   *
   * @throws IllegalArgumentException if the model is for another task, was not trained on this
   *     level, or has a network that does not fit its task
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
   * @throws IllegalArgumentException as {@link #restoration} and its result do
   * @throws DeviceMemoryException if not even the smallest tile fits in memory
   */
  public Image restore(Image degraded, Degradation degradation) {
    return restoration(degradation).restore(degraded);
  }

  /**
   * Returns a restoration that removes Gaussian noise of a level from gray and RGB images; see
   * {@link #restoration}.
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
