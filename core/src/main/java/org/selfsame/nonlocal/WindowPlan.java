package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How images are cut into tiles of queries, and which keys the window shows to each. */
final class WindowPlan {
  /**
   * Side of a tile. With 16 a window of 45 x 45 makes 1.78 times the needed products, with 8 it
   * makes 1.34 times; with less, products are too short to be fast.
   */
  static final int TILE = 8;

  /** Tiles of a strip: beyond its own columns, a strip copies those that the window adds. */
  private static final int STRIP = 32;

  private final Axis vertical;
  private final Axis horizontal;

  WindowPlan(int height, int width, int size, Border border) {
    vertical = Axis.of(height, size, border);
    horizontal = Axis.of(width, size, border);
  }

  /** The strips of so many images. */
  List<Strip> strips(int images) {
    List<Span> all = horizontal.spans();
    List<List<Span>> groups = new ArrayList<>();
    for (int from = 0; from < all.size(); from += STRIP) {
      groups.add(List.copyOf(all.subList(from, Math.min(from + STRIP, all.size()))));
    }
    List<Strip> strips = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      for (Span rows : vertical.spans()) {
        for (List<Span> columns : groups) {
          strips.add(new Strip(image, rows, columns));
        }
      }
    }
    return strips;
  }

  /** How many pixels each pixel sees. */
  int neighbors() {
    return vertical.window * horizontal.window;
  }

  /** Which pixels a pixel sees. */
  Neighborhood neighborhood(int y, int x) {
    return new Neighborhood(
        vertical.start(y) - vertical.pad,
        horizontal.start(x) - horizontal.pad,
        vertical.window,
        horizontal.window);
  }

  /** How many rows of keys there are beyond either edge. */
  int verticalPad() {
    return vertical.pad;
  }

  /** How many columns of keys there are beyond either edge. */
  int horizontalPad() {
    return horizontal.pad;
  }

  /**
   * Returns a number for each pair of a tile's query with one of its keys, both counted column by
   * column: one number where the query sees the key, another elsewhere.
   */
  float[] mask(Visibility tile, float seen, float unseen) {
    float[] mask =
        new float[tile.rows.size() * tile.columns.size() * tile.rowKeys * tile.columnKeys];
    Arrays.fill(mask, unseen);
    int query = 0;
    for (int left : tile.columns) {
      for (int top : tile.rows) {
        for (int x = left; x < left + horizontal.window; x++) {
          int from = (query * tile.columnKeys + x) * tile.rowKeys + top;
          Arrays.fill(mask, from, from + vertical.window, seen);
        }
        query++;
      }
    }
    return mask;
  }

  /**
   * What decides the mask of a tile; most tiles have the same.
   *
   * @param rows the first row of keys that each row of queries sees
   * @param columns likewise
   */
  record Visibility(List<Integer> rows, int rowKeys, List<Integer> columns, int columnKeys) {}

  /**
   * Queries {@code [from, to)} of an axis and the keys {@code [keysFrom, keysTo)} they see.
   *
   * @param starts the first key that each query sees, counted from {@code keysFrom}
   */
  record Span(int from, int to, int keysFrom, int keysTo, List<Integer> starts) {
    int queries() {
      return to - from;
    }

    int keys() {
      return keysTo - keysFrom;
    }
  }

  /**
   * Neighbouring tiles of the same rows.
   *
   * @param columns of its tiles
   */
  record Strip(int image, Span rows, List<Span> columns) {
    /** The columns of all its tiles. */
    Span width() {
      Span first = columns.get(0);
      Span last = columns.get(columns.size() - 1);
      return new Span(first.from, last.to, first.keysFrom, last.keysTo, List.of());
    }

    Visibility visibility(int tile) {
      Span span = columns.get(tile);
      return new Visibility(rows.starts, rows.keys(), span.starts, span.keys());
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
        int keysFrom = start(from);
        List<Integer> starts =
            IntStream.range(from, to).map(query -> start(query) - keysFrom).boxed().toList();
        spans.add(new Span(from, to, keysFrom, start(to - 1) + window, starts));
      }
      return spans;
    }
  }
}
