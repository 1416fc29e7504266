package org.selfsame.lab.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.network.Network;
import org.selfsame.network.NonlocalNetwork;
import org.selfsame.restore.MemoryBudget;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.Protocol;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.restore.Tiling;
import org.selfsame.system.PeakMemory;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

/**
 * Measures how fast a model restores images. Random images will do: the time does not depend on
 * their content.
 *
 * <p>The device's peak is measured once for each precision, after the first measurement in it;
 * otherwise the memory of the matrices would count for the restoration.
 */
public final class RestorationBenchmark {
  /** The middle of the three usual noise levels. */
  private static final double SIGMA = 25;

  /**
   * How to measure.
   *
   * @param repeat the number of runs after a warm-up, at least 1; the median counts
   * @param overlappedCrop the side of the crop on which {@link Protocol#OVERLAPPED} is timed if the
   *     image is larger; its time is scaled by the number of patches
   * @param tiling one piece or tiles
   * @param memory the limit for tiles and patches
   */
  public record Options(int repeat, int overlappedCrop, Tiling tiling, MemoryBudget memory) {
    /** Checks the numbers. */
    public Options {
      if (repeat < 1) {
        throw new IllegalArgumentException("%d runs: expected at least 1".formatted(repeat));
      }
      if (overlappedCrop < 1) {
        throw new IllegalArgumentException(
            "a crop of %d pixels: expected at least 1".formatted(overlappedCrop));
      }
    }
  }

  private final Model model;
  private final Network network;
  private final Options options;
  private final double sigma;
  private final Map<Precision, MatrixPeak> peaks = new EnumMap<>(Precision.class);

  /**
   * Prepares to measure a model. The caller still owns it.
   *
   * @throws IllegalArgumentException if the model does not denoise
   */
  public RestorationBenchmark(Model model, Options options) {
    Task task = model.task();
    task.requireLike(Task.named("denoise"), "model " + model.name());
    this.model = model;
    network = model.network();
    this.options = options;
    sigma = task.told(task.nearest(GaussianNoise.of(SIGMA)));
  }

  /**
   * Checks, before any work, that the model can run this way.
   *
   * @return this benchmark
   * @throws IllegalArgumentException if it needs more memory for the smallest piece of an image, or
   *     larger tiles
   */
  public RestorationBenchmark requireFitting(Protocol protocol, Precision precision) {
    restorer(protocol, precision, ProgressListener.NONE);
    return this;
  }

  /**
   * Measures one way to restore an image.
   *
   * @param progress learns how much is done; each run is an equal part
   */
  public Measurement measure(
      ImageSize size, Protocol protocol, Precision precision, ProgressListener progress) {
    ImageSize timed = protocol == Protocol.WHOLE ? size : size.atMost(options.overlappedCrop);
    Image image = randomImage(timed);
    PeakMemory.Since since = PeakMemory.reset();
    List<Double> runs = new ArrayList<>();
    int total = options.repeat + 1;
    for (int run = 0; run < total; run++) {
      Restoration restoration =
          restorer(protocol, precision, progress.part(run, total)).denoiser(sigma);
      long start = System.nanoTime();
      restoration.restore(image);
      if (run > 0) { // the first is the warm-up
        runs.add((System.nanoTime() - start) * 1e-9);
      }
    }
    Optional<PeakMemory> memory = PeakMemory.read(since);
    return new Measurement(
        size,
        protocol,
        precision,
        timed,
        timed.equals(size) ? 1 : scale(size, timed),
        runs,
        network.cost().necessaryFlop(size.height(), size.width()),
        peaks.computeIfAbsent(precision, p -> MatrixPeak.measure(device(), p)),
        memory);
  }

  /** Returns how many times as many patches an image has as a crop of it. */
  private double scale(ImageSize size, ImageSize timed) {
    double patches = (double) patches(size.height()) * patches(size.width());
    return patches / ((double) patches(timed.height()) * patches(timed.width()));
  }

  /** Returns how many patches lie along an axis; the last ends with the axis. */
  private int patches(int length) {
    int beyondTheFirst = Math.max(0, length - NonlocalNetwork.neighborhood(network).orElseThrow());
    return 1 + (beyondTheFirst + Protocol.STRIDE - 1) / Protocol.STRIDE;
  }

  private Restorer restorer(Protocol protocol, Precision precision, ProgressListener listener) {
    return new Restorer(
            model,
            RestoreOptions.forDevice(device())
                .withPrecision(precision)
                .withProtocol(protocol)
                .withTiling(options.tiling)
                .withMemory(options.memory))
        .telling(listener);
  }

  private Device device() {
    return network.parameters().device();
  }

  private Image randomImage(ImageSize size) {
    Image image = Image.black(size.width(), size.height(), network.config().imageChannels());
    SplittableRandom random = new SplittableRandom(1);
    for (int c = 0; c < image.channels(); c++) {
      float[] plane = image.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) random.nextDouble();
      }
    }
    return image;
  }
}
