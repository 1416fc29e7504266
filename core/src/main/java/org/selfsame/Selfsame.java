package org.selfsame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
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
import org.selfsame.image.SensorMosaic;
import org.selfsame.model.Quality;
import org.selfsame.quality.NoiseLevel;
import org.selfsame.restore.MemoryBudget;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

/**
 * Restores pictures with the shipped models or one of your own: everything the command line does,
 * in one class.
 *
 * <pre>{@code
 * try (Selfsame selfsame = Selfsame.open()) {
 *   Picture clean = selfsame.denoise(Picture.read(Path.of("noisy.png")));
 *   clean.write(Path.of("clean.png"));
 * }
 * }</pre>
 *
 * <p>Bit depth, transparency, color profile and EXIF are kept. A picture whose red, green and blue
 * are equal is restored as gray, and they stay equal. The task, and whether the picture is gray or
 * color, decide the model. A model is loaded when first needed, which takes a moment.
 *
 * <p>Several threads may share it. They take turns, each with all the cores that computing may use,
 * so together they need the memory of one.
 */
public final class Selfsame implements AutoCloseable {
  private static final String PHOTOGRAPHS = "denoise-photo";
  private static final String TAKING_A_LEVEL = "denoise";

  /**
   * Fine texture is stronger than this, in samples 0 to 255; camera noise of such a look is not.
   */
  private static final double MOST_IN_DOUBT = 12;

  private static final String ANY_JPEG = "deblock-color";

  private static final String ENLARGING = "upscale";

  private static final int LARGEST_FACTOR = 8;

  private final Methods methods;
  private final Settings settings;

  /** The settings of all calls. */
  private record Settings(
      OptionalDouble sigma, double strength, ProgressListener progress, BooleanSupplier cancelled) {
    Settings withSigma(double other) {
      return new Settings(OptionalDouble.of(other), strength, progress, cancelled);
    }

    Settings withStrength(double other) {
      return new Settings(sigma, other, progress, cancelled);
    }
  }

  private Selfsame(Methods methods, Settings settings) {
    this.methods = methods;
    this.settings = settings;
  }

  /**
   * Opens it with the defaults for this machine: its fastest device, and that device's fastest
   * precision.
   */
  public static Selfsame open() throws IOException {
    return builder().open();
  }

  /** Returns a builder with the defaults of {@link #open()}. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns this with another noise level; see {@link Builder#sigma}. The two share their models,
   * and closing one closes both.
   */
  public Selfsame withSigma(double sigma) {
    return new Selfsame(methods, settings.withSigma(sigma));
  }

  /**
   * Returns this with another strength; see {@link Builder#strength}. The two share their models,
   * and closing one closes both.
   */
  public Selfsame withStrength(double strength) {
    return new Selfsame(methods, settings.withStrength(strength));
  }

  /**
   * Removes noise; {@link #denoising} says which model does it.
   *
   * @throws IllegalArgumentException if the model does not denoise, or cannot restore such a
   *     picture
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture denoise(Picture noisy) {
    return run(noisy, this::denoising);
  }

  /**
   * Removes noise of a level.
   *
   * @param sigma the standard deviation, for samples 0 to 255
   * @throws IllegalArgumentException if the model does not denoise, or not at this level, or cannot
   *     restore such a picture
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture denoise(Picture noisy, double sigma) {
    return run(plan(noisy, GaussianNoise.of(sigma)));
  }

  /**
   * Enlarges a sharp picture without noise.
   *
   * @param scale how many times wider and higher the result is, above 1; see {@link #enlarging}
   * @throws IllegalArgumentException if the model does not enlarge, or not so much
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture upscale(Picture low, double scale) {
    return run(enlarging(low, scale, false));
  }

  /**
   * Removes JPEG artifacts; {@link #deblocking(Picture)} says which model does it.
   *
   * @throws IllegalArgumentException if the model does not deblock, or only knows some qualities
   *     and the picture's is unknown or another
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture deblock(Picture compressed) {
    return run(compressed, this::deblocking);
  }

  /**
   * Removes JPEG artifacts of a quality.
   *
   * @param quality the quality of the compression, 1 to 100 on the scale of the Independent JPEG
   *     Group
   * @throws IllegalArgumentException if the model does not deblock, or not at this quality
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture deblock(Picture compressed, int quality) {
    return run(deblocking(compressed, quality));
  }

  /**
   * Fills in the colors that a Bayer mosaic lacks.
   *
   * @param mosaic a gray picture, or RGB, where only each pixel's own color is read
   * @param pattern the arrangement of the mosaic's colors
   * @throws IllegalArgumentException if the model does not demosaic, or cannot restore such a
   *     picture
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture demosaic(Picture mosaic, BayerMosaic.Pattern pattern) {
    return run(plan(mosaic, new BayerMosaic(pattern)));
  }

  /**
   * Makes a picture of a mosaic as a sensor sees it.
   *
   * @throws IllegalArgumentException if the pattern was left open and cannot be told, the levels or
   *     the balance make no sense, or the model does not demosaic
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public Picture demosaic(SensorMosaic mosaic, Development wanted) {
    Demosaicing demosaicing = Demosaicing.of(mosaic, wanted);
    return demosaicing.finished(run(demosaicing(demosaicing)));
  }

  /**
   * Plans how to make a picture of a mosaic; {@link Demosaicing#finished} makes its result the one
   * that is wanted.
   *
   * @throws IllegalArgumentException if the model does not demosaic
   */
  public Plan demosaicing(Demosaicing demosaicing) {
    return plan(demosaicing.shown(), new BayerMosaic(demosaicing.pattern()));
  }

  private Picture run(Picture picture, Function<Picture, Plan> planning) {
    return run(planning.apply(picture).withBands(picture.bands().stream().map(planning).toList()));
  }

  private Picture run(Plan plan) {
    return plan.restore(settings.progress, settings.cancelled);
  }

  /**
   * Returns the noise level that the model is told for a picture: the builder's, or else estimated.
   *
   * @throws IllegalArgumentException if the model does not denoise
   */
  public NoiseTold noise(Picture noisy) {
    Method method = method(TAKING_A_LEVEL, noisy);
    Picture shown = noisy.withImage(method.shown(noisy.image()));
    return NoiseTold.of(shown, method.noise(), settings.sigma, settings.strength);
  }

  /**
   * Plans how to remove noise. By default, the noise estimate decides. Noise as cameras and JPEG
   * leave it is for the model for photographs, which takes no level. White noise is for a model
   * that takes one, at the estimated level; so are clean pictures, and those whose texture only
   * looks like noise, of which the estimate is so low that they stay as they are. If the builder
   * got a level, or named a model or classic method, that is used, at the given or the estimated
   * level.
   *
   * @throws IllegalArgumentException if the model does not denoise, or a level was given to a model
   *     that takes none
   */
  public Plan denoising(Picture noisy) {
    boolean unknown = settings.sigma.isEmpty() && does(PHOTOGRAPHS);
    return unknown && (!does(TAKING_A_LEVEL) || hasCameraNoise(noisy))
        ? blended(noisy, new CameraNoise(0))
        : plan(noisy, GaussianNoise.of(noise(noisy).told()));
  }

  private static boolean hasCameraNoise(Picture noisy) {
    NoiseLevel level = NoiseLevel.of(noisy);
    return switch (level.trust()) {
      case TRUSTED, TOO_LITTLE -> false;
      case TEXTURE -> level.most() <= MOST_IN_DOUBT;
      case JPEG, CORRELATED, UNEVEN -> true;
    };
  }

  /**
   * Plans how to remove JPEG artifacts. The shipped model works for any quality. A named model that
   * only knows some qualities is used if the picture was read from a JPEG file of such a quality.
   *
   * @throws IllegalArgumentException if the model does not deblock, or only knows some qualities
   *     and the picture's is unknown or another
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
   * Plans how to remove JPEG artifacts of a quality.
   *
   * @param quality the quality of the compression, 1 to 100 on the scale of the Independent JPEG
   *     Group
   * @throws IllegalArgumentException if the model does not deblock, or not at this quality
   */
  public Plan deblocking(Picture compressed, int quality) {
    return blended(compressed, new JpegCompression(quality));
  }

  /**
   * Plans how to enlarge a picture.
   *
   * @param scale how many times wider and higher the result is, above 1 and up to {@link
   *     #largestScale}
   * @param deblocked whether to remove JPEG artifacts first, with the shipped model; enlarging
   *     makes them easy to see
   * @throws IllegalArgumentException if the model does not enlarge, or not so much
   */
  public Plan enlarging(Picture low, double scale, boolean deblocked) {
    Image image = low.image();
    long width = Math.round(scale * image.width());
    long height = Math.round(scale * image.height());
    if (!(scale > 1 && scale <= largestScale(channels(low)))) {
      throw new IllegalArgumentException(
          "scale %s: expected above 1, and at most %d: %s can %s, and do it twice"
              .formatted(
                  scale,
                  largestScale(channels(low)),
                  method(ENLARGING, low).who(),
                  method(ENLARGING, low).task().description()));
    }
    return enlarging(
        low, new Plan.Size(Math.toIntExact(width), Math.toIntExact(height)), deblocked);
  }

  /**
   * Plans how to bring a picture to a larger size. The model enlarges it by the least of its
   * factors that is enough, or by two of them, one after the other; what is too large then is
   * reduced with a bicubic kernel.
   *
   * @param size of the result; not below the picture's, and in one direction above it
   * @param deblocked whether to remove JPEG artifacts first, with the shipped model
   * @throws IllegalArgumentException if the model does not enlarge, or not so much, or the size is
   *     not larger than the picture's
   */
  public Plan enlarging(Picture low, Plan.Size size, boolean deblocked) {
    int width = low.image().width();
    int height = low.image().height();
    double needed = Math.max((double) size.width() / width, (double) size.height() / height);
    if (size.width() < width || size.height() < height || needed == 1) {
      throw new IllegalArgumentException(
          "size %dx%d: expected a larger one than the picture's, %dx%d"
              .formatted(size.width(), size.height(), width, height));
    }
    int[] factors = factors(needed, low);
    Optional<Plan> first = deblocked ? Optional.of(deblockingInTheBox(low)) : Optional.empty();
    for (int i = 0; i < factors.length - 1; i++) {
      first = Optional.of(plan(low, new BicubicDownscale(factors[i]), 1, first));
    }
    Plan plan = plan(low, new BicubicDownscale(factors[factors.length - 1]), 1, first);
    return plan.resultSize().equals(size) ? plan : plan.toSize(size);
  }

  /**
   * Returns how much a picture can be enlarged: the square of the model's largest factor.
   *
   * @param channels of the picture
   * @throws IllegalArgumentException if the model does not enlarge
   */
  public int largestScale(int channels) {
    int factor = factorsOf(channels).max().orElseThrow();
    return factor * factor;
  }

  private IntStream factorsOf(int channels) {
    Task task = method(ENLARGING, channels).task();
    return IntStream.rangeClosed(2, LARGEST_FACTOR)
        .filter(n -> task.covers(new BicubicDownscale(n)));
  }

  /** Returns the least factor that is enough, or the least two, the smaller one first. */
  private int[] factors(double needed, Picture low) {
    int[] all = factorsOf(channels(low)).toArray();
    for (int factor : all) {
      if (factor >= needed) {
        return new int[] {factor};
      }
    }
    int[] least = {};
    for (int a : all) {
      for (int b : all) {
        boolean enough = a <= b && a * b >= needed;
        if (enough && (least.length == 0 || a * b < least[0] * least[1])) {
          least = new int[] {a, b};
        }
      }
    }
    if (least.length == 0) {
      throw new IllegalArgumentException(
          "size: %s times the picture's, expected at most %d times; enlarge the result again"
              .formatted(Math.ceil(needed * 100) / 100, largestScale(channels(low))));
    }
    return least;
  }

  private Plan deblockingInTheBox(Picture compressed) {
    Degradation jpeg = new AnyJpeg(0);
    Method method = methods.inTheBox(jpeg, channels(compressed));
    return new Plan(
        compressed.withBands(List.of()),
        method,
        jpeg,
        settings.strength,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /**
   * Plans how to undo a degradation, without doing it yet.
   *
   * @throws IllegalArgumentException if the model cannot undo it
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
    List<Plan> bands =
        degraded.bands().stream()
            .map(band -> plan(band, degradation, strength, Optional.empty()))
            .toList();
    return new Plan(degraded, method, degradation, strength, first, Optional.empty(), bands);
  }

  private static int channels(Picture picture) {
    Image image = picture.image();
    return image.isNeutral() ? 1 : image.channels();
  }

  /**
   * Tells whether this does a task: the named model or method, or else the shipped models.
   *
   * @param kind the name of the task, such as denoise-photo
   * @throws IllegalArgumentException if there is no such task
   */
  public boolean does(String kind) {
    return methods.areFor(Task.named(kind));
  }

  /**
   * Returns the method for a task and a picture. A picture counts as gray if its channels are
   * equal, however it is stored.
   *
   * @throws IllegalArgumentException as {@link #method(String, int)}
   */
  public Method method(String kind, Picture picture) {
    return method(kind, channels(picture));
  }

  /**
   * Returns the method for a task, and loads it if needed.
   *
   * @param kind the name of the task: denoise, denoise-photo, upscale, deblock, deblock-color or
   *     demosaic
   * @param channels the channels of pictures: 1 for gray, 3 for color
   * @throws IllegalArgumentException if there is no such task, or the model is for another or does
   *     not fit in memory
   * @throws IllegalStateException if this is closed
   * @throws UncheckedIOException if the weights cannot be read
   */
  public Method method(String kind, int channels) {
    return methods.of(Task.named(kind), channels);
  }

  /** Frees the weights, after waiting for a running restoration. */
  @Override
  public void close() {
    methods.close();
  }

  /** Sets options before opening. Every option has a default. */
  public static final class Builder {
    private Device device = Device.best();
    private Optional<RestoreOptions> options = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Quality quality = Quality.FAST;
    private Settings settings =
        new Settings(OptionalDouble.empty(), 1, ProgressListener.NONE, () -> false);

    private Builder() {}

    /** Sets the device; by default a CUDA device if there is one, or else the processor. */
    public Builder device(Device other) {
      device = other;
      return this;
    }

    /** Sets all options for running models at once; by default those that suit the device. */
    public Builder options(RestoreOptions other) {
      options = Optional.of(other);
      return this;
    }

    /** Sets the precision; by default the device's fastest. */
    public Builder precision(Precision precision) {
      return options(current().withPrecision(precision));
    }

    /** Sets how much memory a model may work in; by default half of what is free. */
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
     * Sets the model for all pictures, gray or color; by default the recommended shipped model for
     * each.
     *
     * @param idOrFile a shipped model, {@code nlm}, {@code bm3d} or {@code wnnm}, or a weight file
     */
    public Builder model(String idOrFile) {
      model = Optional.of(idOrFile);
      return this;
    }

    /** Sets which shipped model to use if there are several for a task; by default the fast one. */
    public Builder quality(Quality other) {
      quality = other;
      return this;
    }

    /**
     * Sets the noise level, and thereby chooses models that take one.
     *
     * @param sigma standard deviation, of samples 0 to 255
     */
    public Builder sigma(double sigma) {
      settings = settings.withSigma(sigma);
      return this;
    }

    /**
     * Sets how much noise or JPEG artifacts to remove; by default 1. For a model that takes a noise
     * level, it is a factor for that level. Other models' results are blended with the picture: 0
     * leaves the picture as it is, and values above 1, up to {@link Plan#MAX_STRENGTH}, remove
     * more.
     */
    public Builder strength(double strength) {
      settings = settings.withStrength(strength);
      return this;
    }

    /** Sets a listener for progress, called on the thread that restores. */
    public Builder progress(ProgressListener progress) {
      settings = new Settings(settings.sigma, settings.strength, progress, settings.cancelled);
      return this;
    }

    /**
     * Sets a question, asked after each tile: whether to stop. An interrupt of the thread stops,
     * too.
     */
    public Builder cancelled(BooleanSupplier cancelled) {
      settings = new Settings(settings.sigma, settings.strength, settings.progress, cancelled);
      return this;
    }

    /**
     * Opens it.
     *
     * @throws IOException if the chosen model cannot be read, or no models are on the class path
     * @throws IllegalArgumentException if there is no such model, or the device is not available
     */
    public Selfsame open() throws IOException {
      return new Selfsame(Methods.open(model, quality, device, current()), settings);
    }
  }
}
