package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * Attention over a window that slides with the pixel, tile by tile: the queries of a tile are
 * multiplied with all keys that any of them sees, and the pairs that do not see each other are
 * masked.
 */
final class WindowedCorrelation implements Correlation {
  /** Side of a tile of queries: its correlations stay in the cache between their three uses. */
  private static final int TILE = 16;

  private final Affinity affinity;
  private final boolean propagate;
  private final int size;
  private final Border border;
  private Axis vertical;
  private Axis horizontal;
  private List<Tile> tiles;

  /**
   * One tile of one image.
   *
   * @param state correlations so far {@code [1, queries, keys]}; of masked pairs minus infinity
   *     where exponentials follow
   * @param mask 1 where a query sees a key, else 0; null where exponentials follow
   */
  private record Tile(int image, Span rows, Span columns, Tensor state, Tensor mask) {}

  /** Queries {@code [from, to)} of an axis and the keys {@code [keysFrom, keysTo)} they see. */
  private record Span(int from, int to, int keysFrom, int keysTo) {
    int queries() {
      return to - from;
    }

    int keys() {
      return keysTo - keysFrom;
    }
  }

  /** One axis of the image; keys are counted on the axis as continued by {@code pad} both ways. */
  private record Axis(int length, int window, int pad, boolean shifted) {
    static Axis of(int length, int size, Border border) {
      int window = Math.min(size, length);
      boolean circular = border == Border.CIRCULAR && window < length;
      return new Axis(length, window, circular ? size / 2 : 0, !circular);
    }

    /** First key that a query sees. */
    int start(int query) {
      return shifted ? Math.max(0, Math.min(query - window / 2, length - window)) : query;
    }

    List<Span> spans() {
      List<Span> spans = new ArrayList<>();
      for (int from = 0; from < length; from += TILE) {
        int to = Math.min(from + TILE, length);
        spans.add(new Span(from, to, start(from), start(to - 1) + window));
      }
      return spans;
    }

    boolean sees(int query, int key) {
      return key >= start(query) && key < start(query) + window;
    }
  }

  WindowedCorrelation(Affinity affinity, boolean propagate, int size, Border border) {
    if (size < 1 || size % 2 == 0) {
      throw new IllegalArgumentException(
          "neighborhood of %d pixels: expected an odd number, such as %d"
              .formatted(size, Math.max(1, size + 1)));
    }
    this.affinity = affinity;
    this.propagate = propagate;
    this.size = size;
    this.border = border;
  }

  static long keysPerQuery(int size) {
    return (long) (TILE + size - 1) * (TILE + size - 1);
  }

  @Override
  public Tensor attend(Tensor queries, Tensor keys, Tensor values) {
    int n = (int) values.size(0);
    int height = (int) values.size(2);
    int width = (int) values.size(3);
    if (tiles == null) {
      vertical = Axis.of(height, size, border);
      horizontal = Axis.of(width, size, border);
      tiles = planTiles(n, queries.precision(), queries.device());
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor q = pixels(queries);
      Tensor k = pixels(continued(keys));
      Tensor v = pixels(continued(values));
      Tensor z = Tensor.zeros(values.precision(), values.device(), n, height, width, v.size(3));
      for (Tile tile : tiles) {
        attend(tile, q, k, v, z);
      }
      return scope.keep(z.permute(0, 3, 1, 2));
    }
  }

  private void attend(Tile tile, Tensor q, Tensor k, Tensor v, Tensor z) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor queries = crop(q, tile.image, tile.rows.from, tile.columns.from, tile, false);
      Tensor keys = crop(k, tile.image, tile.rows.keysFrom, tile.columns.keysFrom, tile, true);
      Tensor values = crop(v, tile.image, tile.rows.keysFrom, tile.columns.keysFrom, tile, true);
      Tensor products = keys.transpose(1, 2);
      Tensor correlations =
          propagate
              ? tile.state.addMatmulInPlace(queries, products)
              : tile.state.addMatmul(queries, products);
      Tensor weights =
          affinity.isExponential()
              ? correlations.softmax(2)
              : correlations.mul(tile.mask).mul(1.0 / (vertical.window * horizontal.window));
      Tensor average = weights.matmul(values);
      z.narrow(0, tile.image, 1)
          .narrow(1, tile.rows.from, tile.rows.queries())
          .narrow(2, tile.columns.from, tile.columns.queries())
          .copyInPlace(
              average.view(1, tile.rows.queries(), tile.columns.queries(), average.size(2)));
    }
  }

  /** A rectangle of {@code [n, h, w, c]} as rows {@code [1, pixels, c]}. */
  private static Tensor crop(
      Tensor feature, int image, int top, int left, Tile tile, boolean ofKeys) {
    int height = ofKeys ? tile.rows.keys() : tile.rows.queries();
    int width = ofKeys ? tile.columns.keys() : tile.columns.queries();
    return feature
        .narrow(0, image, 1)
        .narrow(1, top, height)
        .narrow(2, left, width)
        .reshape(1, (long) height * width, feature.size(3));
  }

  private List<Tile> planTiles(int n, Precision precision, Device device) {
    List<Tile> plan = new ArrayList<>();
    for (int image = 0; image < n; image++) {
      for (Span rows : vertical.spans()) {
        for (Span columns : horizontal.spans()) {
          plan.add(newTile(image, rows, columns, precision, device));
        }
      }
    }
    return plan;
  }

  private Tile newTile(int image, Span rows, Span columns, Precision precision, Device device) {
    boolean exponential = affinity.isExponential();
    float seen = exponential ? 0 : 1;
    float unseen = exponential ? Float.NEGATIVE_INFINITY : 0;
    int queries = rows.queries() * columns.queries();
    int keys = rows.keys() * columns.keys();
    float[] visibility = new float[queries * keys];
    int i = 0;
    for (int y = rows.from; y < rows.to; y++) {
      for (int x = columns.from; x < columns.to; x++) {
        for (int ky = rows.keysFrom; ky < rows.keysTo; ky++) {
          boolean rowSeen = vertical.sees(y, ky);
          for (int kx = columns.keysFrom; kx < columns.keysTo; kx++) {
            visibility[i++] = rowSeen && horizontal.sees(x, kx) ? seen : unseen;
          }
        }
      }
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor mask = Tensor.of(visibility, device, 1, queries, keys).to(precision).retain();
      return exponential
          ? new Tile(image, rows, columns, mask, null)
          : new Tile(
              image,
              rows,
              columns,
              Tensor.zeros(precision, device, 1, queries, keys).retain(),
              mask);
    }
  }

  @Override
  public void close() {
    if (tiles != null) {
      for (Tile tile : tiles) {
        tile.state.close();
        if (tile.mask != null) {
          tile.mask.close();
        }
      }
      tiles = null;
    }
  }

  private Tensor continued(Tensor feature) {
    int y = vertical.pad;
    int x = horizontal.pad;
    return y == 0 && x == 0 ? feature : feature.padCircular(x, x, y, y);
  }

  /** {@code [n, c, h, w]} to {@code [n, h, w, c]}. */
  private static Tensor pixels(Tensor feature) {
    return feature.permute(0, 2, 3, 1).contiguous();
  }
}
