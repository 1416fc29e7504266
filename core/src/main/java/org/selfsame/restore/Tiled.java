package org.selfsame.restore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;

/**
 * Restores an image in overlapping tiles, so that memory is that of a tile. Over the overlap the
 * weight of one tile falls as that of the next rises.
 *
 * @param restoration whose results have the size of what it is given
 * @param side of a tile in pixels, above {@link Tiling#OVERLAP}; an image that is not larger is one
 *     tile
 */
record Tiled(Restoration restoration, int side, ProgressListener listener) implements Restoration {

  /**
   * {@inheritDoc}
   *
   * @throws CancellationException if the thread is interrupted
   */
  @Override
  public Image restore(Image degraded) {
    List<Span> columns = spans(degraded.width());
    List<Span> rows = spans(degraded.height());
    Image sum = Image.black(degraded.width(), degraded.height(), degraded.channels());
    int done = 0;
    for (Span row : rows) {
      for (Span column : columns) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("restoration was cancelled");
        }
        Image tile = degraded.crop(column.start, row.start, column.length(), row.length());
        addWeighted(restoration.restore(tile), column, row, sum);
        listener.progress(++done, rows.size() * columns.size());
      }
    }
    return sum;
  }

  /**
   * What a tile covers of an axis.
   *
   * @param start first pixel
   * @param weights of its pixels; those of all spans sum to 1 at every pixel of the axis
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Span(int start, float[] weights) {
    int length() {
      return weights.length;
    }
  }

  private List<Span> spans(int length) {
    int[] starts = starts(length);
    int covered = Math.min(side, length);
    double[][] ramps = new double[starts.length][covered];
    double[] sums = new double[length];
    for (int s = 0; s < starts.length; s++) {
      int before = s == 0 ? 0 : starts[s - 1] + covered - starts[s];
      int after = s == starts.length - 1 ? 0 : starts[s] + covered - starts[s + 1];
      for (int i = 0; i < covered; i++) {
        ramps[s][i] = Math.min(ramp(i, before), ramp(covered - 1 - i, after));
        sums[starts[s] + i] += ramps[s][i];
      }
    }
    List<Span> spans = new ArrayList<>();
    for (int s = 0; s < starts.length; s++) {
      float[] weights = new float[covered];
      for (int i = 0; i < covered; i++) {
        // Two ramps sum to 1, but evenly spread tiles may overlap in threes.
        weights[i] = (float) (ramps[s][i] / sums[starts[s] + i]);
      }
      spans.add(new Span(starts[s], weights));
    }
    return spans;
  }

  /** Where tiles begin along an axis: spread evenly, and sharing at least the overlap. */
  private int[] starts(int length) {
    if (length <= side) {
      return new int[] {0};
    }
    int room = length - side;
    int stride = side - Tiling.OVERLAP;
    int gaps = (room + stride - 1) / stride;
    int[] starts = new int[gaps + 1];
    Arrays.setAll(starts, i -> (int) ((long) room * i / gaps));
    return starts;
  }

  /** The weight of a pixel at a distance from its tile's edge, of which so many are shared. */
  private static double ramp(int distance, int shared) {
    return distance < shared ? (distance + 0.5) / shared : 1;
  }

  private static void addWeighted(Image tile, Span column, Span row, Image sum) {
    for (int c = 0; c < tile.channels(); c++) {
      float[] from = tile.plane(c);
      float[] to = sum.plane(c);
      for (int y = 0; y < row.length(); y++) {
        int source = y * column.length();
        int target = (row.start + y) * sum.width() + column.start;
        for (int x = 0; x < column.length(); x++) {
          to[target + x] += row.weights[y] * column.weights[x] * from[source + x];
        }
      }
    }
  }
}
