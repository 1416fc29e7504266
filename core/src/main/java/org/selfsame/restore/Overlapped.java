package org.selfsame.restore;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.tensor.DeviceMemoryException;

/**
 * Restores an image in patches that are averaged, {@link Protocol#OVERLAPPED}.
 *
 * @param restoration whose results have the size of what it is given
 * @param side of a patch in pixels; the whole axis if the image is smaller
 * @param batch how many patches are restored together; fewer where memory does not suffice
 */
record Overlapped(Restoration restoration, int side, int batch, ProgressListener listener)
    implements Restoration {

  /**
   * {@inheritDoc}
   *
   * @throws CancellationException if the thread is interrupted
   * @throws DeviceMemoryException if there is not enough memory for one patch
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
