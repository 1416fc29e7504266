package org.selfsame.lab.benchmark;

import java.util.List;
import java.util.Optional;
import org.selfsame.restore.Protocol;
import org.selfsame.system.PeakMemory;
import org.selfsame.tensor.Precision;

/**
 * The time and memory that restoring an image took.
 *
 * @param size the size of the image that the figures are for
 * @param protocol how the image was restored
 * @param precision the precision of convolutions and products
 * @param timed the size that was actually restored: the same, or a crop
 * @param scale the factor for the time of the crop; 1 if the whole image was restored
 * @param runs the seconds of each run on the timed image, unscaled, without the warm-up
 * @param necessaryFlop the least arithmetic for the image; see {@link
 *     org.selfsame.network.Cost#necessaryFlop}
 * @param peak the most that the device can do in this precision
 * @param memory the most memory held while the timed image was restored, if the system reports it
 */
public record Measurement(
    ImageSize size,
    Protocol protocol,
    Precision precision,
    ImageSize timed,
    double scale,
    List<Double> runs,
    long necessaryFlop,
    MatrixPeak peak,
    Optional<PeakMemory> memory) {

  /** Copies the runs. */
  public Measurement {
    runs = List.copyOf(runs);
  }

  /** Returns whether only a crop was restored, and its time scaled up. */
  public boolean isScaled() {
    return !timed.equals(size);
  }

  /** Returns the median of the runs, scaled to the image. */
  public double seconds() {
    List<Double> sorted = runs.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return scale * median;
  }

  /** Returns the speed in millions of pixels per second. */
  public double megapixelsPerSecond() {
    return size.pixels() / seconds() / 1e6;
  }

  /** Returns the time per pixel in microseconds. */
  public double microsecondsPerPixel() {
    return seconds() * 1e6 / size.pixels();
  }

  /** Returns the number of necessary operations per second. */
  public double flopPerSecond() {
    return necessaryFlop / seconds();
  }

  /** Returns {@link #flopPerSecond} as a share of the peak, from 0 to 1. */
  public double shareOfPeak() {
    return flopPerSecond() / peak.flopPerSecond();
  }

  /** Returns how many times as long another measurement took. */
  public double timesAsFastAs(Measurement other) {
    return other.seconds() / seconds();
  }
}
