package org.selfsame.restore;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.network.TileShape;
import org.selfsame.tensor.DeviceMemoryException;

/**
 * Restores an image in overlapping tiles, so that it takes the memory of a tile. Over the overlap
 * the weight of one tile falls while that of the next rises. If memory runs out, this tile and all
 * later ones are restored in tiles of half the side.
 *
 * @param restoration restores tiles
 * @param side the largest side of a tile in pixels, longer than the overlap; an image that fits is
 *     one tile, and the tiles of a larger image are as small as their number allows
 * @param smallest the smallest side of a tile, unless the image itself is smaller
 * @param shape how tiles overlap
 * @param together how many tiles to restore at once; one by one after memory runs out
 * @param scale how many times wider and higher the results are
 */
record Tiled(
    Restoration restoration,
    int side,
    int smallest,
    TileShape shape,
    int together,
    int scale,
    ProgressListener listener)
    implements Restoration {

  /**
   * {@inheritDoc}
   *
   * @throws CancellationException if the thread is interrupted
   * @throws DeviceMemoryException if not even a tile of the smallest side fits in memory
   */
  @Override
  public Image restore(Image degraded) {
    return new Run().inTiles(degraded, side, listener);
  }

  private final class Run {
    /** The largest side that has not failed yet. */
    private int possible = side;

    private int atOnce = together;

    Image inTiles(Image image, int tileSide, ProgressListener progress) {
      if (longerSide(image) <= tileSide) {
        Image restored = tile(image);
        progress.progress(1, 1);
        return restored;
      }
      Mosaic mosaic = Mosaic.blended(image, tileSide, Math.min(tileSide, smallest), shape, scale);
      int done = 0;
      while (done < mosaic.count()) {
        int end = Math.min(done + atOnce, mosaic.count());
        for (Image restored : tiles(IntStream.range(done, end).mapToObj(mosaic::piece).toList())) {
          mosaic.add(done++, restored);
        }
        progress.progress(done, mosaic.count());
      }
      return mosaic.sum();
    }

    private List<Image> tiles(List<Image> images) {
      if (images.size() > 1 && longerSide(images.get(0)) <= possible) {
        requireNotInterrupted();
        try {
          return restoration.restoreAll(images);
        } catch (DeviceMemoryException e) {
          atOnce = 1;
        }
      }
      return images.stream().map(this::tile).toList();
    }

    private Image tile(Image image) {
      requireNotInterrupted();
      if (longerSide(image) <= possible) {
        try {
          return restoration.restore(image);
        } catch (DeviceMemoryException e) {
          if (longerSide(image) <= smallest) {
            throw e;
          }
          possible = Math.max(smallest, longerSide(image) / 2);
        }
      }
      return inTiles(image, possible, ProgressListener.NONE);
    }

    private static void requireNotInterrupted() {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("restoration was cancelled");
      }
    }

    private static int longerSide(Image image) {
      return Math.max(image.width(), image.height());
    }
  }
}
