package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
  private final Embeddings embeddings = new Embeddings(3);
  private final Map<Visibility, Tensor> masks = new HashMap<>();

  /** One tile of one image. */
  private static final class Tile {
    final int image;
    final Span rows;
    final Span columns;
    Tensor state; // [1, queries, keys], minus infinity where masked by a softmax; or null

    Tile(int image, Span rows, Span columns) {
      this.image = image;
      this.rows = rows;
      this.columns = columns;
    }
  }

  /**
   * Queries {@code [from, to)} of an axis and the keys {@code [keysFrom, keysTo)} they see.
   *
   * @param starts the first key that each query sees, counted from {@code keysFrom}
   */
  private record Span(int from, int to, int keysFrom, int keysTo, List<Integer> starts) {
    int queries() {
      return to - from;
    }

    int keys() {
      return keysTo - keysFrom;
    }
  }

  /** What decides the mask of a tile: most tiles have the same. */
  private record Visibility(
      List<Integer> rowStarts, int rowKeys, List<Integer> columnStarts, int columnKeys) {}

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
        int keysFrom = start(from);
        List<Integer> starts =
            IntStream.range(from, to).map(query -> start(query) - keysFrom).boxed().toList();
        spans.add(new Span(from, to, keysFrom, start(to - 1) + window, starts));
      }
      return spans;
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

  /** How many numbers are kept for each pixel of a large image. */
  static long elementsPerPixel(int size, int embedding, int steps) {
    long all = (long) embedding * steps;
    if (all <= Embeddings.LARGEST) {
      return 4 * all; // queries and keys, by themselves and concatenated
    }
    return 4 * Embeddings.LARGEST + (long) (TILE + size - 1) * (TILE + size - 1);
  }

  @Override
  public Tensor attend(Tensor queries, Tensor keys, Tensor values) {
    int n = (int) values.size(0);
    int height = (int) values.size(2);
    int width = (int) values.size(3);
    if (tiles == null) {
      vertical = Axis.of(height, size, border);
      horizontal = Axis.of(width, size, border);
      tiles = planTiles(n);
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      embeddings.add(pixels(queries), pixels(continued(keys)));
      Tensor q = embeddings.queries();
      Tensor k = embeddings.keys();
      Tensor v = pixels(continued(values));
      boolean store = propagate && embeddings.isFull();
      Tensor z = Tensor.zeros(values.precision(), values.device(), n, height, width, v.size(3));
      for (Tile tile : tiles) {
        attend(tile, q, k, v, z, store);
      }
      if (store || !propagate) {
        embeddings.close();
      }
      return scope.keep(z.permute(0, 3, 1, 2));
    }
  }

  private void attend(Tile tile, Tensor q, Tensor k, Tensor v, Tensor z, boolean store) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor queries = crop(q, tile.image, tile.rows.from, tile.columns.from, tile, false);
      Tensor keys = crop(k, tile.image, tile.rows.keysFrom, tile.columns.keysFrom, tile, true);
      Tensor values = crop(v, tile.image, tile.rows.keysFrom, tile.columns.keysFrom, tile, true);
      Tensor correlations = correlate(tile, queries, keys.transpose(1, 2));
      if (store) {
        free(tile);
        tile.state = correlations.retain();
      }
      Tensor weights =
          affinity.isExponential()
              ? correlations.softmax(2)
              : correlations
                  .mul(mask(tile, correlations, 1, 0))
                  .mul(1.0 / (vertical.window * horizontal.window));
      Tensor average = weights.matmul(values);
      z.narrow(0, tile.image, 1)
          .narrow(1, tile.rows.from, tile.rows.queries())
          .narrow(2, tile.columns.from, tile.columns.queries())
          .copyInPlace(
              average.view(1, tile.rows.queries(), tile.columns.queries(), average.size(2)));
    }
  }

  private Tensor correlate(Tile tile, Tensor queries, Tensor keys) {
    if (tile.state != null) {
      return tile.state.addMatmul(queries, keys);
    }
    return affinity.isExponential()
        ? mask(tile, queries, 0, Float.NEGATIVE_INFINITY).addMatmul(queries, keys)
        : queries.matmul(keys);
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

  private List<Tile> planTiles(int n) {
    List<Tile> plan = new ArrayList<>();
    for (int image = 0; image < n; image++) {
      for (Span rows : vertical.spans()) {
        for (Span columns : horizontal.spans()) {
          plan.add(new Tile(image, rows, columns));
        }
      }
    }
    return plan;
  }

  /** {@code [1, queries, keys]} of a tile: one number where a query sees a key, else another. */
  private Tensor mask(Tile tile, Tensor like, float seen, float unseen) {
    Visibility visibility =
        new Visibility(
            tile.rows.starts, tile.rows.keys(), tile.columns.starts, tile.columns.keys());
    return masks.computeIfAbsent(visibility, v -> newMask(v, like, seen, unseen));
  }

  private Tensor newMask(Visibility visibility, Tensor like, float seen, float unseen) {
    int rowKeys = visibility.rowKeys;
    int columnKeys = visibility.columnKeys;
    int queries = visibility.rowStarts.size() * visibility.columnStarts.size();
    float[] mask = new float[queries * rowKeys * columnKeys];
    Arrays.fill(mask, unseen);
    int query = 0;
    for (int top : visibility.rowStarts) {
      for (int left : visibility.columnStarts) {
        for (int y = top; y < top + vertical.window; y++) {
          int from = (query * rowKeys + y) * columnKeys + left;
          Arrays.fill(mask, from, from + horizontal.window, seen);
        }
        query++;
      }
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      return Tensor.of(mask, like.device(), 1, queries, (long) rowKeys * columnKeys)
          .to(like.precision())
          .retain();
    }
  }

  private static void free(Tile tile) {
    if (tile.state != null) {
      tile.state.close();
    }
  }

  @Override
  public void close() {
    embeddings.close();
    masks.values().forEach(Tensor::close);
    masks.clear();
    if (tiles != null) {
      tiles.forEach(WindowedCorrelation::free);
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
