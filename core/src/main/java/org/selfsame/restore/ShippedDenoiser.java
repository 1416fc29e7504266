package org.selfsame.restore;

import java.io.IOException;
import org.selfsame.image.Denoiser;
import org.selfsame.image.Restoration;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.Quality;
import org.selfsame.tensor.Device;

/**
 * Removes noise with the shipped models: from gray images with one, from color images with another.
 *
 * <pre>{@code
 * try (ShippedDenoiser denoiser = ShippedDenoiser.open(Quality.FAST, Device.CPU)) {
 *   Image clean = denoiser.denoise(noisy, 25);
 * }
 * }</pre>
 *
 * <p>It may be used by one thread at a time, as a {@link Restorer} may.
 */
public final class ShippedDenoiser implements Denoiser, AutoCloseable {
  private final Model gray;
  private final Model color;
  private final RestoreOptions options;

  private ShippedDenoiser(Model gray, Model color, RestoreOptions options) {
    this.gray = gray;
    this.color = color;
    this.options = options;
  }

  /**
   * Loads the models.
   *
   * @param quality of the models, where there are several
   * @param device where they are to run
   * @throws IOException if {@code selfsame-models} is not on the class path, or damaged
   * @throws IllegalArgumentException if the device is not available
   */
  public static ShippedDenoiser open(Quality quality, Device device) throws IOException {
    return open(quality, device, RestoreOptions.forDevice(device));
  }

  /**
   * Loads the models.
   *
   * @param options how they are run
   * @throws IOException if {@code selfsame-models} is not on the class path, or damaged
   * @throws IllegalArgumentException if the device is not available
   */
  public static ShippedDenoiser open(Quality quality, Device device, RestoreOptions options)
      throws IOException {
    Model gray = load(1, quality, device);
    try {
      return new ShippedDenoiser(gray, load(3, quality, device), options);
    } catch (IOException | RuntimeException e) {
      gray.close();
      throw e;
    }
  }

  private static Model load(int channels, Quality quality, Device device) throws IOException {
    Catalog catalog = Catalog.shipped();
    return catalog.load(catalog.recommended("denoise", channels, quality).id(), device);
  }

  /**
   * Returns what removes Gaussian noise of a level from gray and RGB images, as {@link
   * Restorer#denoiser} does.
   *
   * @throws IllegalArgumentException if the models do not remove noise of this level
   */
  @Override
  public Restoration denoiser(double sigma) {
    Restoration ofGray = new Restorer(gray, options).denoiser(sigma);
    Restoration ofColor = new Restorer(color, options).denoiser(sigma);
    return noisy -> (noisy.channels() == 1 ? ofGray : ofColor).restore(noisy);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    gray.close();
    color.close();
  }
}
