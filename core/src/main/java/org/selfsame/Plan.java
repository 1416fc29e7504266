package org.selfsame;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;
import org.selfsame.image.Picture;
import org.selfsame.restore.ProgressListener;

/**
 * How a picture is to be restored.
 *
 * @param picture that is degraded
 * @param method that restores it
 * @param degradation that it is told to undo
 * @param strength how far to go from the picture to the method's result: 0 leaves the picture as it
 *     is, 1 takes the result, and above 1 goes beyond it; 1 where the result is larger
 * @param first what is done to the picture before
 */
public record Plan(
    Picture picture,
    Method method,
    Degradation degradation,
    double strength,
    Optional<Plan> first) {
  /** The greatest strength. */
  public static final double MAX_STRENGTH = 1.5;

  /**
   * @throws IllegalArgumentException if the method cannot undo the degradation, or the strength is
   *     outside 0 to {@link #MAX_STRENGTH}
   */
  public Plan {
    method.task().require(degradation, method.who());
    if (!(strength >= 0 && strength <= MAX_STRENGTH)) {
      throw new IllegalArgumentException(
          "strength %s: expected 0 to %s for %s".formatted(strength, MAX_STRENGTH, method.who()));
    }
  }

  /**
   * Restores the picture; transparency is enlarged with it.
   *
   * @param progress is told how much is done, on this thread
   * @param cancelled is asked after each tile whether to give up
   * @throws IllegalArgumentException if the method does not restore such a picture
   * @throws CancellationException if it was cancelled, or the thread interrupted
   */
  public Picture restore(ProgressListener progress, BooleanSupplier cancelled) {
    if (first.isPresent()) {
      Picture prepared =
          first.get().restore((done, total) -> progress.progress(done, 2 * total), cancelled);
      return new Plan(prepared, method, degradation, strength, Optional.empty())
          .restore((done, total) -> progress.progress(total + done, 2 * total), cancelled);
    }
    ProgressListener listener =
        (done, total) -> {
          if (cancelled.getAsBoolean()) {
            throw new CancellationException("restoration was cancelled");
          }
          progress.progress(done, total);
        };
    Image shown = method.shown(picture.image());
    Image restored = blended(shown, method.restoration(degradation, listener).restore(shown));
    if (restored.channels() < picture.image().channels()) {
      restored = restored.withChannels(picture.image().channels());
    }
    Optional<Image> alpha = picture.alpha();
    if (restored.width() != picture.image().width()) {
      alpha = alpha.map(method.task().interpolation(degradation)::restore);
    }
    return picture.withImage(restored, alpha);
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
