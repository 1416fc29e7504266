package org.selfsame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.selfsame.degradation.AnyJpeg;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.CameraNoise;
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
  private static final String PHOTOGRAPHS = "denoise-photo";
  private static final String ANY_JPEG = "deblock-color";

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
   * Removes noise, as {@link #denoising} plans it.
   *
   * @throws IllegalArgumentException if the model does not denoise, or not such a picture
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture denoise(Picture noisy) {
    return run(denoising(noisy));
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
    return run(enlarging(low, scale, false));
  }

  /**
   * Removes the artifacts of JPEG compression, as {@link #deblocking} plans it.
   *
   * @throws IllegalArgumentException if the model does not deblock, or must know the quality, which
   *     the picture does not tell or which it was not trained on
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture deblock(Picture compressed) {
    return run(deblocking(compressed));
  }

  /**
   * Removes the artifacts of JPEG compression of a quality.
   *
   * @param quality of the compression, 1 to 100 on the scale of the Independent JPEG Group
   * @throws IllegalArgumentException if the model does not deblock, or not at this quality
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture deblock(Picture compressed, int quality) {
    return run(deblocking(compressed, quality));
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
    return NoiseTold.of(
        method.shown(noisy.image()), method.noise(), settings.sigma, settings.strength);
  }

  /**
   * Plans to remove noise. The model in the box for photographs is told nothing of the noise. A
   * model or method that was named and is told a level, or the box's if the builder was given one,
   * is told that level, or else the estimated one.
   *
   * @throws IllegalArgumentException if the model does not denoise, or is told no level and was
   *     given one
   */
  public Plan denoising(Picture noisy) {
    return settings.sigma.isEmpty() && does(PHOTOGRAPHS)
        ? blended(noisy, new CameraNoise(0))
        : plan(noisy, GaussianNoise.of(noise(noisy).told()));
  }

  /**
   * Plans to remove the artifacts of JPEG compression. The model in the box is for files of any
   * quality; one that was named and is for some qualities only must know the picture's, which its
   * JPEG file tells.
   *
   * @throws IllegalArgumentException if the model does not deblock, or must know the quality, which
   *     the picture does not tell or which it was not trained on
   */
  public Plan deblocking(Picture compressed) {
    if (does(ANY_JPEG)) {
      return blended(compressed, new AnyJpeg(0));
    }
    JpegQuality quality =
        compressed
            .metadata()
            .jpegQuality()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the picture was not read from a JPEG file, so its quality is not known:"
                            + " give it as the second argument"));
    return deblocking(compressed, quality.value());
  }

  /**
   * Plans to remove the artifacts of JPEG compression of a quality.
   *
   * @param quality of the compression, 1 to 100 on the scale of the Independent JPEG Group
   * @throws IllegalArgumentException if the model does not deblock, or not at this quality
   */
  public Plan deblocking(Picture compressed, int quality) {
    return blended(compressed, new JpegCompression(quality));
  }

  /**
   * Plans to enlarge a picture.
   *
   * @param scale how many times wider and higher the result is
   * @param deblocked whether the model in the box first removes the artifacts of JPEG, which
   *     enlarging would make plain to see
   * @throws IllegalArgumentException if the model does not enlarge, or not by this factor
   */
  public Plan enlarging(Picture low, int scale, boolean deblocked) {
    Optional<Plan> first = deblocked ? Optional.of(deblockingInTheBox(low)) : Optional.empty();
    return plan(low, new BicubicDownscale(scale), 1, first);
  }

  private Plan deblockingInTheBox(Picture compressed) {
    Degradation jpeg = new AnyJpeg(0);
    Method method = methods.inTheBox(jpeg, channels(compressed));
    return new Plan(compressed, method, jpeg, settings.strength, Optional.empty());
  }

  /**
   * Plans to undo a degradation.
   *
   * @throws IllegalArgumentException if the model does not undo it
   */
  public Plan plan(Picture degraded, Degradation degradation) {
    return plan(degraded, degradation, 1, Optional.empty());
  }

  private Plan blended(Picture degraded, Degradation degradation) {
    return plan(degraded, degradation, settings.strength, Optional.empty());
  }

  private Plan plan(
      Picture degraded, Degradation degradation, double strength, Optional<Plan> first) {
    Method method = methods.undoing(degradation, channels(degraded));
    return new Plan(degraded, method, degradation, strength, first);
  }

  private static int channels(Picture picture) {
    Image image = picture.image();
    return image.isNeutral() ? 1 : image.channels();
  }

  /**
   * Tells whether what is taken does a task: the model or method that was named, or those in the
   * box.
   *
   * @param kind of task, such as denoise-photo
   * @throws IllegalArgumentException if there is no such kind
   */
  public boolean does(String kind) {
    return methods.areFor(Task.named(kind));
  }

  /**
   * Returns what does a task to a picture: as it is gray or color, whatever it is stored as.
   *
   * @throws IllegalArgumentException as {@link #method(String, int)}
   */
  public Method method(String kind, Picture picture) {
    return method(kind, channels(picture));
  }

  /**
   * Returns what does a task, loaded.
   *
   * @param kind of task: denoise, denoise-photo, upscale, deblock, deblock-color or demosaic
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
     * Sets the noise level, so that models are taken which are told one.
     *
     * @param sigma standard deviation, of samples 0 to 255
     */
    public Builder sigma(double sigma) {
      settings =
          new Settings(
              OptionalDouble.of(sigma), settings.strength, settings.progress, settings.cancelled);
      return this;
    }

    /**
     * Sets how strongly noise and the artifacts of JPEG are removed; else 1. A model that is told a
     * noise level is told so many times the noise there is. Of others the result is that much of
     * the way from the picture to what the model makes of it: 0 leaves it as it is, and above 1, up
     * to {@link Plan#MAX_STRENGTH}, more is removed.
     */
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
