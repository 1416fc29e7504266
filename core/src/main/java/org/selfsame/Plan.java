package org.selfsame;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Area;
import org.selfsame.image.Image;
import org.selfsame.image.Picture;
import org.selfsame.image.Resampling;
import org.selfsame.restore.ProgressListener;

/**
 * A plan to restore a picture.
 *
 * @param picture the degraded picture
 * @param method the method that restores it
 * @param degradation the degradation to undo
 * @param strength how far to go from the picture to the method's result: 0 leaves the picture as it
 *     is, 1 takes the result, and above 1 goes beyond it; must be 1 if the result is larger
 * @param first a plan for the same picture, whose result is restored in its place
 * @param size the size that the result is brought to, if it is not to stay as it is
 * @param bands plans for the picture's further bands, in their order
 */
public record Plan(
    Picture picture,
    Method method,
    Degradation degradation,
    double strength,
    Optional<Plan> first,
    Optional<Size> size,
    List<Plan> bands) {
  /** The size of a result. */
  public record Size(int width, int height) {}

  /** Around a part of a picture: what a pixel depends on is seldom farther away. */
  private static final int MARGIN = 64;

  /** Where JPEG's blocks begin, and patterns of mosaics. */
  private static final int GRID = 8;

  /** The largest strength. */
  public static final double MAX_STRENGTH = 1.5;

  /**
   * @throws IllegalArgumentException if the method cannot undo the degradation, the strength is
   *     outside 0 to {@link #MAX_STRENGTH}, or a band has no plan
   */
  public Plan {
    bands = List.copyOf(bands);
    if (bands.size() != picture.bands().size()) {
      throw new IllegalArgumentException(
          "plans for %d bands: expected %d".formatted(bands.size(), picture.bands().size()));
    }
    method.task().require(degradation, method.who());
    if (!(strength >= 0 && strength <= MAX_STRENGTH)) {
      throw new IllegalArgumentException(
          "strength %s: expected 0 to %s for %s".formatted(strength, MAX_STRENGTH, method.who()));
    }
  }

  /** Returns the size of the result. */
  public Size resultSize() {
    int scale = scale();
    Image image = picture.image();
    return size.orElseGet(
        () ->
            new Size(
                Math.multiplyExact(scale, image.width()),
                Math.multiplyExact(scale, image.height())));
  }

  private int scale() {
    int own = degradation instanceof BicubicDownscale reduction ? reduction.scale() : 1;
    return own * first.map(Plan::scale).orElse(1);
  }

  /**
   * Restores a part of the picture, and no more around it than matters: what this returns is that
   * part of the whole result, or nearly so.
   *
   * @param area of the picture, before it is restored
   * @throws IllegalArgumentException if the area is not inside, or as {@link #restore}
   * @throws CancellationException if it was cancelled or the thread was interrupted
   */
  public Picture restorePart(Area area, ProgressListener progress, BooleanSupplier cancelled) {
    Image whole = picture.image();
    int left = Math.max(0, area.left() - MARGIN) / GRID * GRID;
    int top = Math.max(0, area.top() - MARGIN) / GRID * GRID;
    int right = Math.min(whole.width(), area.left() + area.width() + MARGIN);
    int bottom = Math.min(whole.height(), area.top() + area.height() + MARGIN);
    Area around = new Area(left, top, right - left, bottom - top);
    double across = (double) resultSize().width / whole.width();
    double down = (double) resultSize().height / whole.height();
    Size larger = new Size(times(around.width(), across), times(around.height(), down));
    Picture restored =
        on(picture.crop(around), size.map(some -> larger)).restore(progress, cancelled);
    int x = times(area.left() - left, across);
    int y = times(area.top() - top, down);
    return restored.crop(
        new Area(
            x,
            y,
            Math.min(larger.width - x, times(area.width(), across)),
            Math.min(larger.height - y, times(area.height(), down))));
  }

  private static int times(int pixels, double factor) {
    return (int) Math.max(pixels == 0 ? 0 : 1, Math.round(pixels * factor));
  }

  /** Returns this plan with a result that is brought to a size. */
  Plan toSize(Size other) {
    List<Plan> sized = bands.stream().map(band -> band.toSize(other)).toList();
    return new Plan(picture, method, degradation, strength, first, Optional.of(other), sized);
  }

  /** Returns this plan for another picture, of as many bands. */
  private Plan on(Picture other, Optional<Size> otherSize) {
    return new Plan(
        other,
        method,
        degradation,
        strength,
        first.map(plan -> plan.on(other.withBands(List.of()), plan.size)),
        otherSize,
        IntStream.range(0, bands.size())
            .mapToObj(i -> bands.get(i).on(other.bands().get(i), otherSize))
            .toList());
  }

  /** Returns this plan with others for the further bands. */
  public Plan withBands(List<Plan> others) {
    return new Plan(picture, method, degradation, strength, first, size, others);
  }

  /**
   * What restoring takes, about.
   *
   * @param bytes memory for the picture, its result, and the method
   */
  public record Demand(long bytes, double seconds) {}

  /** A part this large shows how fast a method is. */
  private static final int SAMPLE_SIDE = 384;

  /**
   * Estimates what restoring takes: the memory by the network's cost, the time by restoring a small
   * part of the picture, which takes a moment.
   */
  public Demand demand() {
    Image image = picture.image();
    long pixels = (long) image.width() * image.height();
    long results = pixels * scale() * scale();
    int planes = image.channels() + (picture.alpha().isPresent() ? 1 : 0);
    Plan sample = part(SAMPLE_SIDE);
    sample.restore(ProgressListener.NONE, () -> false); // the first time is slower
    long start = System.nanoTime();
    Image restored = sample.restore(ProgressListener.NONE, () -> false).image();
    double seconds = (System.nanoTime() - start) * 1e-9;
    // The picture, what the method is shown, and the result.
    return new Demand(
        (long) Float.BYTES * planes * (2 * pixels + results) + method.workingBytes(results),
        seconds * results / ((long) restored.width() * restored.height()));
  }

  /** The same for the middle of the picture, at even positions, as a mosaic demands. */
  private Plan part(int side) {
    Image image = picture.image();
    int width = Math.min(side, image.width());
    int height = Math.min(side, image.height());
    int left = (image.width() - width) / 4 * 2;
    int top = (image.height() - height) / 4 * 2;
    return on(picture.crop(new Area(left, top, width, height)), Optional.empty());
  }

  /**
   * Restores the picture, and each of its bands by itself. If the picture is enlarged, so is its
   * transparency; colors that it hides do not matter. A pixel that is no number (NaN, or infinite)
   * stays as it is, and does not matter for those around it.
   *
   * @param progress learns how much is done, on this thread
   * @param cancelled is asked after each tile whether to stop
   * @throws IllegalArgumentException if the method cannot restore such a picture
   * @throws CancellationException if it was cancelled or the thread was interrupted
   */
  public Picture restore(ProgressListener progress, BooleanSupplier cancelled) {
    int parts = 1 + bands.size();
    Picture restored =
        restoreImage((done, total) -> progress.progress(done, parts * total), cancelled);
    List<Picture> others = new ArrayList<>();
    for (Plan band : bands) {
      long before = others.size() + 1L;
      others.add(
          band.restore(
              (done, total) -> progress.progress(before * total + done, parts * total), cancelled));
    }
    return restored.withBands(others);
  }

  private Picture restoreImage(ProgressListener progress, BooleanSupplier cancelled) {
    if (first.isPresent()) {
      Picture prepared =
          first.get().restore((done, total) -> progress.progress(done, 2 * total), cancelled);
      return new Plan(prepared, method, degradation, strength, Optional.empty(), size, List.of())
          .restore((done, total) -> progress.progress(total + done, 2 * total), cancelled);
    }
    ProgressListener listener =
        (done, total) -> {
          if (cancelled.getAsBoolean()) {
            throw new CancellationException("restoration was cancelled");
          }
          progress.progress(done, total);
        };
    Image shown = method.shown(picture.imageWithoutHiddenColors());
    Image restored = blended(shown, method.restoration(degradation, listener).restore(shown));
    if (restored.channels() < picture.image().channels()) {
      restored = restored.withChannels(picture.image().channels());
    }
    Optional<Image> alpha = picture.alpha();
    if (restored.width() != picture.image().width()) {
      alpha = alpha.map(method.task().interpolation(degradation)::restore);
    }
    return picture.withImage(sized(withHoles(restored)), alpha.map(this::sized));
  }

  private Image sized(Image restored) {
    boolean same =
        size.isEmpty() || size.get().equals(new Size(restored.width(), restored.height()));
    return same ? restored : Resampling.resize(restored, size.get().width, size.get().height);
  }

  /** Puts the pixels that are no numbers back. */
  private Image withHoles(Image restored) {
    Image image = picture.image();
    if (image.isFinite()) {
      return restored;
    }
    float[] seen = picture.seen().orElseThrow().plane(0);
    Image holed = restored.copy();
    int times = restored.width() / image.width();
    for (int y = 0; y < holed.height(); y++) {
      for (int x = 0; x < holed.width(); x++) {
        int from = y / times * image.width() + x / times;
        for (int c = 0; seen[from] == 0 && c < image.channels(); c++) {
          holed.plane(c)[y * holed.width() + x] = image.plane(c)[from];
        }
      }
    }
    return holed;
  }

  private Image blended(Image degraded, Image restored) {
    if (strength == 1) {
      return restored;
    }
    Image blended = restored.copy();
    for (int c = 0; c < blended.channels(); c++) {
      float[] plane = blended.plane(c);
      float[] from = degraded.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) (from[i] + strength * (plane[i] - from[i]));
      }
    }
    return blended;
  }
}
