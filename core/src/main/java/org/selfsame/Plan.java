package org.selfsame;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.selfsame.degradation.BicubicDownscale;
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
 */
public record Plan(Picture picture, Method method, Degradation degradation) {
  /**
   * @throws IllegalArgumentException if the method cannot undo the degradation
   */
  public Plan {
    method.task().require(degradation, method.who());
  }

  /** Returns how many times wider and higher the result is. */
  public int scale() {
    return degradation instanceof BicubicDownscale reduction ? reduction.scale() : 1;
  }

  /**
   * Restores the picture; transparency is enlarged with it, and colors that it hides do not matter.
   *
   * @param progress is told how much is done, on this thread
   * @param cancelled is asked after each tile whether to give up
   * @throws IllegalArgumentException if the method does not restore such a picture
   * @throws CancellationException if it was cancelled, or the thread interrupted
   */
  public Picture restore(ProgressListener progress, BooleanSupplier cancelled) {
    ProgressListener listener =
        (done, total) -> {
          if (cancelled.getAsBoolean()) {
            throw new CancellationException("restoration was cancelled");
          }
          progress.progress(done, total);
        };
    Image shown = method.shown(picture.imageWithoutHiddenColors());
    Image restored = method.restoration(degradation, listener).restore(shown);
    if (restored.channels() < picture.image().channels()) {
      restored = restored.withChannels(picture.image().channels());
    }
    Optional<Image> alpha = picture.alpha();
    if (restored.width() != picture.image().width()) {
      alpha = alpha.map(method.task().interpolation(degradation)::restore);
    }
    return picture.withImage(restored, alpha);
  }
}
