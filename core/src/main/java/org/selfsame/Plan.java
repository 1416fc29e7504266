package org.selfsame;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;
import org.selfsame.image.Picture;
import org.selfsame.restore.ProgressListener;

/**
 * A plan to restore a picture.
 *
 * @param picture the degraded picture
 * @param method the method that restores it
 * @param degradation the degradation to undo
 */
public record Plan(Picture picture, Method method, Degradation degradation) {
  /**
   * @throws IllegalArgumentException if the method cannot undo the degradation
   */
  public Plan {
    method.task().require(degradation, method.who());
  }

  /**
   * Restores the picture. If the picture is enlarged, so is its transparency.
   *
   * @param progress learns how much is done, on this thread
   * @param cancelled is asked after each tile whether to stop
   * @throws IllegalArgumentException if the method cannot restore such a picture
   * @throws CancellationException if it was cancelled or the thread was interrupted
   */
  public Picture restore(ProgressListener progress, BooleanSupplier cancelled) {
    ProgressListener listener =
        (done, total) -> {
          if (cancelled.getAsBoolean()) {
            throw new CancellationException("restoration was cancelled");
          }
          progress.progress(done, total);
        };
    Image shown = method.shown(picture.image());
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
