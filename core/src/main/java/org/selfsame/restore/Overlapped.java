package org.selfsame.restore;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.tensor.DeviceMemoryException;

/**
 * Restores an image in patches and averages them, as {@link Protocol#OVERLAPPED} asks.
 *
 * @param restoration restores patches, and keeps their size
 * @param side the side of a patch in pixels; a shorter axis is one patch
 * @param batch how many patches to restore together; fewer after memory runs out
 */
record Overlapped(Restoration restoration, int side, int batch, ProgressListener listener)
    implements Restoration {

  /**
   * {@inheritDoc}
   *
   * @throws CancellationException if the thread is interrupted
   * @throws DeviceMemoryException if not even one patch fits in memory
   */
  @Override
  public Image restore(Image degraded) {
    Mosaic mosaic = Mosaic.averaged(degraded, side, Math.min(side, Protocol.STRIDE));
    int together = batch;
    int done = 0;
    while (done < mosaic.count()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("restoration was cancelled");
      }
      int end = Math.min(done + together, mosaic.count());
      try {
        List<Image> patches = IntStream.range(done, end).mapToObj(mosaic::piece).toList();
        for (Image restored : restoration.restoreAll(patches)) {
          mosaic.add(done++, restored);
        }
        listener.progress(done, mosaic.count());
      } catch (DeviceMemoryException e) {
        if (end - done <= 1) {
          throw e;
        }
        together = (end - done) / 2;
      }
    }
    return mosaic.sum();
  }
}
