package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * Attention over a window that slides with the pixel, tile by tile: the queries of a tile are
 * multiplied with all keys that any of them sees, and the pairs that do not see each other are
 * masked.
 *
 * <p>Small tiles have few such pairs, but share little. What they share is copied together once for
 * a {@link Strip} of them, so that the keys of every tile lie in one piece, and each core works
 * through strips of its own.
 */
final class WindowedCorrelation implements Correlation {
  /**
   * Side of a tile of queries. With 16 a window of 45 x 45 makes 1.78 times the needed products,
   * with 8 it makes 1.34 times; with less, products are too short to be fast.
   */
  private static final int TILE = 8;

  /** Tiles of a strip: beyond its own columns, a strip copies those that the window adds. */
  private static final int STRIP = 32;

  private final Affinity affinity;
  private final boolean propagate;
  private final int size;
  private final Border border;
  private Axis vertical;
  private Axis horizontal;
  private List<Strip> strips;
  private Workspace[] workspaces;
  private final Embeddings embeddings = new Embeddings(3);
  private final Map<Visibility, Tensor> masks = new ConcurrentHashMap<>();

  /** Neighbouring tiles of the same rows, side by side. */
  private record Strip(int image, Span rows, List<Tile> tiles) {
    int from() {
      return tiles.get(0).columns.from;
    }

    int to() {
      return tiles.get(tiles.size() - 1).columns.to;
    }

    int keysFrom() {
      return tiles.get(0).columns.keysFrom;
    }

    int keysTo() {
      return tiles.get(tiles.size() - 1).columns.keysTo;
    }
  }

  private static final class Tile {
    final Span columns;
    final Visibility visibility;
    Tensor state; // [1, queries, keys], minus infinity where masked by a softmax; or null

    Tile(Span rows, Span columns) {
      this.columns = columns;
      visibility = new Visibility(rows.starts, rows.keys(), columns.starts, columns.keys());
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
    long state = (long) (TILE + size - 1) * (TILE + size - 1);
    return 2 * Math.min(all, Embeddings.LARGEST) + (all > Embeddings.LARGEST ? state : 0);
  }

  @Override
  public Tensor attend(Tensor queries, Tensor keys, Tensor values) {
    int n = (int) values.size(0);
    int height = (int) values.size(2);
    int width = (int) values.size(3);
    if (strips == null) {
      vertical = Axis.of(height, size, border);
      horizontal = Axis.of(width, size, border);
      strips = planStrips(n);
      workspaces = Stream.generate(Workspace::new).limit(Cores.workers()).toArray(Workspace[]::new);
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      embeddings.add(pixels(queries), pixels(continued(keys)));
      Tensor v = pixels(continued(values));
      boolean store = propagate && embeddings.isFull();
      Tensor z = Tensor.zeros(v.precision(), v.device(), n, height, width, v.size(3));
      Cores.run(
          strips.size(), (i, worker) -> attend(strips.get(i), v, z, store, workspaces[worker]));
      if (store || !propagate) {
        embeddings.close();
      }
      return scope.keep(z.permute(0, 3, 1, 2));
    }
  }

  /** The rows of one strip: {@code [columns, rows, features]}, so that a tile is one piece. */
  private void attend(Strip strip, Tensor v, Tensor z, boolean store, Workspace workspace) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Span rows = strip.rows;
      int width = strip.to() - strip.from();
      int keyWidth = strip.keysTo() - strip.keysFrom();
      long features = embeddings.features();
      Tensor q = workspace.take(Use.QUERIES, v, width, rows.queries(), features);
      Tensor k = workspace.take(Use.KEYS, v, keyWidth, rows.keys(), features);
      Tensor values = workspace.take(Use.VALUES, v, keyWidth, rows.keys(), v.size(3));
      Tensor averages = workspace.take(Use.AVERAGES, v, width, rows.queries(), v.size(3));
      long feature = 0;
      for (int step = 0; step < embeddings.steps(); step++) {
        Tensor ofStep = embeddings.queries(step);
        long length = ofStep.size(3);
        q.narrow(2, feature, length)
            .copyInPlace(part(ofStep, strip.image, rows.from, rows.queries(), strip.from(), width));
        k.narrow(2, feature, length)
            .copyInPlace(
                part(
                    embeddings.keys(step),
                    strip.image,
                    rows.keysFrom,
                    rows.keys(),
                    strip.keysFrom(),
                    keyWidth));
        feature += length;
      }
      values.copyInPlace(
          part(v, strip.image, rows.keysFrom, rows.keys(), strip.keysFrom(), keyWidth));
      for (Tile tile : strip.tiles) {
        Span columns = tile.columns;
        int from = columns.from - strip.from();
        int keysFrom = columns.keysFrom - strip.keysFrom();
        attend(
            tile,
            rows(q, from, columns.queries()),
            rows(k, keysFrom, columns.keys()),
            rows(values, keysFrom, columns.keys()),
            rows(averages, from, columns.queries()),
            store,
            workspace);
      }
      if (!affinity.isExponential()) {
        averages.mulInPlace(1.0 / (vertical.window * horizontal.window));
      }
      part(z, strip.image, rows.from, rows.queries(), strip.from(), width).copyInPlace(averages);
    }
  }

  /** One tile; all but its state are {@code [1, pixels, features]}. */
  private void attend(
      Tile tile,
      Tensor queries,
      Tensor keys,
      Tensor values,
      Tensor averages,
      boolean store,
      Workspace workspace) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor transposed = keys.transpose(1, 2);
      Tensor correlations;
      if (store && tile.state != null) {
        correlations = tile.state.addMatmulInPlace(queries, transposed);
      } else {
        correlations =
            store
                ? Tensor.zeros(
                    queries.precision(), queries.device(), 1, queries.size(1), keys.size(1))
                : workspace.take(Use.CORRELATIONS, queries, 1, queries.size(1), keys.size(1));
        if (tile.state != null) {
          correlations.addMatmulInto(tile.state, queries, transposed);
        } else if (affinity.isExponential()) {
          correlations.addMatmulInto(
              mask(tile.visibility, queries, 0, Float.NEGATIVE_INFINITY), queries, transposed);
        } else {
          correlations.matmulInto(queries, transposed);
        }
        if (store) {
          tile.state = correlations.retain();
        }
      }
      Tensor weights =
          affinity.isExponential()
              ? workspace
                  .take(Use.WEIGHTS, queries, correlations.shape())
                  .softmaxInto(correlations, 2)
              : correlations.mul(mask(tile.visibility, queries, 1, 0));
      averages.matmulInto(weights, values);
    }
  }

  /** A rectangle of {@code [n, h, w, c]}, column by column: {@code [columns, rows, c]}. */
  private static Tensor part(Tensor pixels, int image, int top, int height, int left, int width) {
    return pixels
        .narrow(0, image, 1)
        .narrow(1, top, height)
        .narrow(2, left, width)
        .view(height, width, pixels.size(3))
        .transpose(0, 1);
  }

  /** Some columns of {@code [columns, rows, c]} as {@code [1, pixels, c]}. */
  private static Tensor rows(Tensor strip, int from, int columns) {
    return strip.narrow(0, from, columns).view(1, columns * strip.size(1), strip.size(2));
  }

  private List<Strip> planStrips(int n) {
    List<Strip> plan = new ArrayList<>();
    List<Span> all = horizontal.spans();
    for (int image = 0; image < n; image++) {
      for (Span rows : vertical.spans()) {
        for (int from = 0; from < all.size(); from += STRIP) {
          List<Span> part = all.subList(from, Math.min(from + STRIP, all.size()));
          plan.add(
              new Strip(
                  image, rows, part.stream().map(columns -> new Tile(rows, columns)).toList()));
        }
      }
    }
    return plan;
  }

  /**
   * {@code [1, queries, keys]} of a tile, both column by column: one number where a query sees a
   * key, another elsewhere.
   */
  private Tensor mask(Visibility visibility, Tensor like, float seen, float unseen) {
    return masks.computeIfAbsent(visibility, v -> newMask(v, like, seen, unseen));
  }

  private Tensor newMask(Visibility visibility, Tensor like, float seen, float unseen) {
    int rowKeys = visibility.rowKeys;
    int columnKeys = visibility.columnKeys;
    int queries = visibility.rowStarts.size() * visibility.columnStarts.size();
    float[] mask = new float[queries * rowKeys * columnKeys];
    Arrays.fill(mask, unseen);
    int query = 0;
    for (int left : visibility.columnStarts) {
      for (int top : visibility.rowStarts) {
        for (int x = left; x < left + horizontal.window; x++) {
          int from = (query * columnKeys + x) * rowKeys + top;
          Arrays.fill(mask, from, from + vertical.window, seen);
        }
        query++;
      }
    }
    return Tensor.of(mask, like.device(), 1, queries, (long) rowKeys * columnKeys)
        .to(like.precision())
        .retain();
  }

  @Override
  public void close() {
    embeddings.close();
    masks.values().forEach(Tensor::close);
    masks.clear();
    if (strips != null) {
      for (Strip strip : strips) {
        for (Tile tile : strip.tiles) {
          if (tile.state != null) {
            tile.state.close();
          }
        }
      }
      for (Workspace workspace : workspaces) {
        workspace.close();
      }
      strips = null;
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

  /** What a worker needs memory for, again and again. */
  private enum Use {
    QUERIES,
    KEYS,
    VALUES,
    AVERAGES,
    CORRELATIONS,
    WEIGHTS
  }

  /** The memory of one worker, kept for all its strips and steps. */
  private static final class Workspace {
    private final Map<Use, Tensor> buffers = new EnumMap<>(Use.class);
    private final Map<Use, Tensor> taken = new EnumMap<>(Use.class);

    /** Returns memory of a shape that holds anything, and is overwritten by who takes it next. */
    Tensor take(Use use, Tensor like, long... shape) {
      Tensor last = taken.get(use);
      if (last != null && Arrays.equals(last.shape(), shape)) {
        return last; // most tiles are like the one before
      }
      if (last != null) {
        last.close();
      }
      long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      Tensor buffer = buffers.get(use);
      if (buffer == null || buffer.elements() < elements) {
        if (buffer != null) {
          buffer.close();
        }
        buffer = Tensor.zeros(like.precision(), like.device(), elements).retain();
        buffers.put(use, buffer);
      }
      Tensor view = buffer.narrow(0, 0, elements).view(shape).retain();
      taken.put(use, view);
      return view;
    }

    void close() {
      taken.values().forEach(Tensor::close);
      buffers.values().forEach(Tensor::close);
    }
  }
}
