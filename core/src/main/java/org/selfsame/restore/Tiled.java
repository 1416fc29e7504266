package org.selfsame.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;

/**
 * Restores an image in overlapping tiles, so that memory is that of a tile. Over the overlap the
 * weight of one tile falls as that of the next rises.
 */
record Tiled(Restoration restoration, int side, ProgressListener listener) implements Restoration {

  @Override
  public Image restore(Image degraded) {
    List<Integer> lefts = starts(degraded.width());
    List<Integer> tops = starts(degraded.height());
    int tiles = lefts.size() * tops.size();
    Image sum = Image.black(degraded.width(), degraded.height(), degraded.channels());
    int done = 0;
    for (int top : tops) {
      for (int left : lefts) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("restoration was cancelled");
        }
        int width = Math.min(side, degraded.width());
        int height = Math.min(side, degraded.height());
        Image restored = restoration.restore(degraded.crop(left, top, width, height));
        float[] across = weights(lefts, left, width);
        float[] down = weights(tops, top, height);
        addWeighted(restored, across, down, sum, left, top);
        listener.progress(++done, tiles);
      }
    }
    return sum;
  }

  /** Where tiles begin along an axis: spread evenly, and sharing at least the overlap. */
  private List<Integer> starts(int length) {
    if (length <= side) {
      return List.of(0);
    }
    int room = length - side;
    int gaps = (room + side - Tiling.OVERLAP - 1) / (side - Tiling.OVERLAP);
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i <= gaps; i++) {
      starts.add((int) ((long) room * i / gaps));
    }
    return starts;
  }

  /** A tile's weights along an axis: ramps where it shares pixels with its neighbours. */
  private static float[] weights(List<Integer> starts, int start, int length) {
    float[] weights = new float[length];
    int index = starts.indexOf(start);
    int sharedBefore = index == 0 ? 0 : starts.get(index - 1) + length - start;
    int sharedAfter = index == starts.size() - 1 ? 0 : start + length - starts.get(index + 1);
    for (int i = 0; i < length; i++) {
      float weight = 1;
      if (i < sharedBefore) {
        weight = (i + 0.5f) / sharedBefore;
      }
      if (length - 1 - i < sharedAfter) {
        weight = Math.min(weight, (length - 1 - i + 0.5f) / sharedAfter);
      }
      weights[i] = weight;
    }
    return weights;
  }

  private static void addWeighted(
      Image tile, float[] across, float[] down, Image sum, int left, int top) {
    for (int c = 0; c < tile.channels(); c++) {
      float[] from = tile.plane(c);
      float[] to = sum.plane(c);
      for (int y = 0; y < tile.height(); y++) {
        int source = y * tile.width();
        int target = (top + y) * sum.width() + left;
        for (int x = 0; x < tile.width(); x++) {
          to[target + x] += down[y] * across[x] * from[source + x];
        }
      }
    }
  }
}
