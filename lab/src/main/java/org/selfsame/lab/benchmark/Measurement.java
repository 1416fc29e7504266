package org.selfsame.lab.benchmark;

import java.util.List;
import java.util.Optional;
import org.selfsame.restore.Protocol;
import org.selfsame.system.PeakMemory;
import org.selfsame.tensor.Precision;

/**
 * What restoring an image of a size took.
 *
 * @param size of the image that the figures are of
 * @param protocol how it was restored
 * @param precision of convolutions and products
 * @param timed size of the image that was in fact restored: the same, or a crop
 * @param scale what the time of that was multiplied by: 1 where it is the same
 * @param runs seconds of each run on the timed image, not scaled, the warm-up left out
 * @param necessaryFlop of the image; see {@link org.selfsame.network.Cost#necessaryFlop}
 * @param peak what the device can do at most in this precision
 * @param memory the most held while the timed image was restored, where the system tells it
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

  /** Tells whether less than the image was restored, and the time multiplied. */
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

  /** Returns millions of pixels restored in a second. */
  public double megapixelsPerSecond() {
    return size.pixels() / seconds() / 1e6;
  }

  /** Returns the time that one pixel takes, in microseconds. */
  public double microsecondsPerPixel() {
    return seconds() * 1e6 / size.pixels();
  }

  /** Returns necessary operations done in a second. */
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
