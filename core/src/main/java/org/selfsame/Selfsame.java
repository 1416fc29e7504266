package org.selfsame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.JpegQuality;
import org.selfsame.image.Picture;
import org.selfsame.model.Quality;
import org.selfsame.restore.MemoryBudget;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

/**
 * Restores pictures with the models in the box, or one of your own: all that the command line does,
 * in one class.
 *
 * <pre>{@code
 * try (Selfsame selfsame = Selfsame.open()) {
 *   Picture clean = selfsame.denoise(Picture.read(Path.of("noisy.png")));
 *   clean.write(Path.of("clean.png"));
 * }
 * }</pre>
 *
 * <p>Bit depth, transparency, color profile and EXIF go through. Where red, green and blue are
 * equal, a picture is restored as the gray one that it is, and they stay equal. The model is chosen
 * by the task and by whether the picture is gray or color, and is loaded when it is first needed,
 * which takes a moment.
 *
 * <p>It may be used by several threads: they take turns, each with all the cores that computing is
 * allowed, so that all of them take the memory of one.
 */
public final class Selfsame implements AutoCloseable {
  private final Methods methods;
  private final Settings settings;

  /** What a call does that is told nothing else. */
  private record Settings(
      OptionalDouble sigma,
      double strength,
      ProgressListener progress,
      BooleanSupplier cancelled) {}

  private Selfsame(Methods methods, Settings settings) {
    this.methods = methods;
    this.settings = settings;
  }

  /** Opens it with what suits this machine: its fastest device, that device's precision. */
  public static Selfsame open() throws IOException {
    return builder().open();
  }

  /** Returns a builder, which begins with what {@link #open()} takes. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Removes noise of the level that the builder was given, or that is estimated. If {@link #noise}
   * does not trust the estimate, little is removed: give the level then.
   *
   * @throws IllegalArgumentException if the model does not denoise, or not such a picture
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture denoise(Picture noisy) {
    return run(plan(noisy, GaussianNoise.of(noise(noisy).told())));
  }

  /**
   * Removes noise of a level.
   *
   * @param sigma standard deviation, of samples 0 to 255
   * @throws IllegalArgumentException if the model does not denoise, or not such a picture or level
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture denoise(Picture noisy, double sigma) {
    return run(plan(noisy, GaussianNoise.of(sigma)));
  }

  /**
   * Enlarges a picture that is sharp and without noise.
   *
   * @param scale how many times wider and higher the result is
   * @throws IllegalArgumentException if the model does not enlarge, or not by this factor
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture upscale(Picture low, int scale) {
    return run(plan(low, new BicubicDownscale(scale)));
  }

  /**
   * Removes JPEG's artifacts, of the quality that the file tells which the picture was read from.
   *
   * @throws IllegalArgumentException if it was read from no JPEG file, or the model does not
   *     deblock, or not at this quality
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture deblock(Picture compressed) {
    JpegQuality quality =
        compressed
            .metadata()
            .jpegQuality()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the picture was not read from a JPEG file, so its quality is not known:"
                            + " give it as the second argument"));
    return deblock(compressed, quality.value());
  }

  /**
   * Removes the artifacts of JPEG compression.
   *
   * @param quality of the compression, 1 to 100 on the scale of the Independent JPEG Group
   * @throws IllegalArgumentException if the model does not deblock, or not at this quality
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture deblock(Picture compressed, int quality) {
    return run(plan(compressed, new JpegCompression(quality)));
  }

  /**
   * Finds the colors that a Bayer mosaic lacks.
   *
   * @param mosaic gray; or RGB, of which each pixel's own color is looked at
   * @param pattern which color the mosaic has where
   * @throws IllegalArgumentException if the model does not demosaic, or not such a picture
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture demosaic(Picture mosaic, BayerMosaic.Pattern pattern) {
    return run(plan(mosaic, new BayerMosaic(pattern)));
  }

  private Picture run(Plan plan) {
    return plan.restore(settings.progress, settings.cancelled);
  }

  /**
   * Returns what a model is told of a picture's noise: the level that the builder was given, or
   * that is estimated.
   *
   * @throws IllegalArgumentException if the model does not denoise
   */
  public NoiseTold noise(Picture noisy) {
    Method method = method("denoise", noisy);
    Picture shown = noisy.withImage(method.shown(noisy.image()));
    return NoiseTold.of(shown, method.noise(), settings.sigma, settings.strength);
  }

  /**
   * Returns how a degradation is undone, without doing it yet.
   *
   * @throws IllegalArgumentException if the model does not undo it
   */
  public Plan plan(Picture degraded, Degradation degradation) {
    String kind = Task.undoing(degradation).name();
    return new Plan(degraded, method(kind, degraded), degradation);
  }

  /**
   * Returns what does a task to a picture: as it is gray or color, whatever it is stored as.
   *
   * @throws IllegalArgumentException as {@link #method(String, int)}
   */
  public Method method(String kind, Picture picture) {
    Image image = picture.image();
    return method(kind, image.isNeutral() ? 1 : image.channels());
  }

  /**
   * Returns what does a task, loaded.
   *
   * @param kind of task: denoise, upscale, deblock or demosaic
   * @param channels of pictures: 1 for gray, 3 for color
   * @throws IllegalArgumentException if there is no such kind, or the model is for another, or does
   *     not fit the memory
   * @throws IllegalStateException if it is closed
   * @throws UncheckedIOException if the weights cannot be read
   */
  public Method method(String kind, int channels) {
    return methods.of(Task.named(kind), channels);
  }

  /** Frees the weights, once what runs is done. */
  @Override
  public void close() {
    methods.close();
  }

  /** What is to be decided before pictures are restored; all of it can be left as it is. */
  public static final class Builder {
    private Device device = Device.best();
    private Optional<RestoreOptions> options = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Quality quality = Quality.FAST;
    private Settings settings =
        new Settings(OptionalDouble.empty(), 1, ProgressListener.NONE, () -> false);

    private Builder() {}

    /** Sets where it computes; else a CUDA device, if there is one, or the processor. */
    public Builder device(Device other) {
      device = other;
      return this;
    }

    /** Sets how models are run, all at once; else as suits the device. */
    public Builder options(RestoreOptions other) {
      options = Optional.of(other);
      return this;
    }

    /** Sets the precision; else the fastest of the device. */
    public Builder precision(Precision precision) {
      return options(current().withPrecision(precision));
    }

    /** Sets how much memory a model may work in; else half of what is free. */
    public Builder memory(MemoryBudget memory) {
      return options(current().withMemory(memory));
    }

    /** Averages over the 8 flips and rotations: a little better, 8 times as slow. */
    public Builder ensemble(boolean ensemble) {
      return options(current().withEnsemble(ensemble));
    }

    private RestoreOptions current() {
      return options.orElseGet(() -> RestoreOptions.forDevice(device));
    }

    /**
     * Sets the model for all pictures, whatever their channels; else the one in the box that is
     * recommended for each.
     *
     * @param idOrFile the name of one in the box, {@code nlm}, {@code bm3d} or {@code wnnm}, or a
     *     weight file
     */
    public Builder model(String idOrFile) {
      model = Optional.of(idOrFile);
      return this;
    }

    /** Sets which of the models in the box is taken, where several are for a task. */
    public Builder quality(Quality other) {
      quality = other;
      return this;
    }

    /**
     * Sets the noise level, which is estimated for each picture otherwise.
     *
     * @param sigma standard deviation, of samples 0 to 255
     */
    public Builder sigma(double sigma) {
      settings =
          new Settings(
              OptionalDouble.of(sigma), settings.strength, settings.progress, settings.cancelled);
      return this;
    }

    /** Sets how many times the noise there is the model is told there were; else 1. */
    public Builder strength(double strength) {
      settings = new Settings(settings.sigma, strength, settings.progress, settings.cancelled);
      return this;
    }

    /** Sets what is told how much of a picture is done, on the thread that restores it. */
    public Builder progress(ProgressListener progress) {
      settings = new Settings(settings.sigma, settings.strength, progress, settings.cancelled);
      return this;
    }

    /**
     * Sets what is asked after each tile whether to give up. An interrupt of the thread does the
     * same.
     */
    public Builder cancelled(BooleanSupplier cancelled) {
      settings = new Settings(settings.sigma, settings.strength, settings.progress, cancelled);
      return this;
    }

    /**
     * Opens it.
     *
     * @throws IOException if the model that was named cannot be read, or there is none in the box
     * @throws IllegalArgumentException if there is no model of the name, or the device is not
     *     available
     */
    public Selfsame open() throws IOException {
      return new Selfsame(Methods.open(model, quality, device, current()), settings);
    }
  }
}
