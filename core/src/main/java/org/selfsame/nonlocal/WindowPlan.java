package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How images are cut into tiles of queries, and which keys the window shows to each. */
final class WindowPlan {
  /**
   * Side of a tile where the window slides. With 16 a window of 45 x 45 makes 1.78 times the needed
   * products, with 8 it makes 1.34 times; with less, products are too short to be fast.
   */
  static final int TILE = 8;

  private final Axis vertical;
  private final Axis horizontal;

  WindowPlan(int height, int width, Window window) {
    vertical = Axis.of(height, window);
    horizontal = Axis.of(width, window);
  }

  /**
   * The tiles of so many images, in runs of neighbors that are worked on together.
   *
   * @param pairs of a query and a key that a run may have, unless it is of one tile
   */
  List<Run> runs(int images, long pairs) {
    List<Run> runs = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      for (Span rows : vertical.spans()) {
        List<Span> columns = horizontal.spans();
        for (int from = 0; from < columns.size(); ) {
          int to = endOfRun(columns, from, rows, pairs);
          runs.add(new Run(image, rows, columns.subList(from, to)));
          from = to;
        }
      }
    }
    return runs;
  }

  private static int endOfRun(List<Span> columns, int from, Span rows, long pairs) {
    Span first = columns.get(from);
    long ofTile = (long) first.queries() * rows.queries() * first.keys() * rows.keys();
    int end = (int) Math.min(columns.size(), from + Math.max(1, pairs / ofTile));
    int to = from + 1;
    while (to < end
        && columns.get(to).starts.equals(first.starts)
        && columns.get(to).keys() == first.keys()) {
      to++;
    }
    return to;
  }

  /** The number of pixels that each pixel sees. */
  int neighbors() {
    return vertical.window * horizontal.window;
  }

  /** Which pixels a pixel sees. */
  Neighborhood neighborhood(int y, int x) {
    return new Neighborhood(
        vertical.start(y) - vertical.before,
        horizontal.start(x) - horizontal.before,
        vertical.window,
        horizontal.window);
  }

  /** Whether there are keys beyond the image. */
  boolean isContinued() {
    return vertical.before + vertical.after + horizontal.before + horizontal.after > 0;
  }

  /** How many rows of keys there are before the first, and after the last. */
  int rowsBefore() {
    return vertical.before;
  }

  int rowsAfter() {
    return vertical.after;
  }

  /** How many columns of keys there are before the first, and after the last. */
  int columnsBefore() {
    return horizontal.before;
  }

  int columnsAfter() {
    return horizontal.after;
  }

  /**
   * Returns a number for each pair of a tile's query with one of its keys, both counted row by row:
   * one number where the query sees the key, another elsewhere.
   */
  float[] mask(Visibility tile, float seen, float unseen) {
    float[] mask =
        new float[tile.rows.size() * tile.columns.size() * tile.rowKeys * tile.columnKeys];
    Arrays.fill(mask, unseen);
    int query = 0;
    for (int top : tile.rows) {
      for (int left : tile.columns) {
        for (int y = top; y < top + vertical.window; y++) {
          int from = (query * tile.rowKeys + y) * tile.columnKeys + left;
          Arrays.fill(mask, from, from + horizontal.window, seen);
        }
        query++;
      }
    }
    return mask;
  }

  /** Returns whether all queries of a tile see all of its keys. */
  boolean isAll(Visibility tile) {
    return tile.rowKeys == vertical.window && tile.columnKeys == horizontal.window;
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
   * Neighboring tiles of the same rows, of one shape and visibility.
   *
   * @param columns of each tile
   */
  record Run(int image, Span rows, List<Span> columns) {
    int tiles() {
      return columns.size();
    }

    Visibility visibility() {
      Span first = columns.get(0);
      return new Visibility(rows.starts, rows.keys(), first.starts, first.keys());
    }

    long queries() {
      return (long) rows.queries() * columns.get(0).queries();
    }

    long keys() {
      return (long) rows.keys() * columns.get(0).keys();
    }

    /** Its tiles by the distance of their keys. */
    List<Part> parts() {
      List<Part> parts = new ArrayList<>();
      for (int from = 0; from < tiles(); ) {
        int stride = distance(from);
        int to = from + 1;
        while (to < tiles() && distance(to - 1) == stride) {
          to++;
        }
        parts.add(new Part(from, to - from, columns.get(from).keysFrom, stride));
        from = to;
      }
      return parts;
    }

    /** Columns from a tile's first key to the next tile's. */
    private int distance(int tile) {
      return tile + 1 == tiles() ? 0 : columns.get(tile + 1).keysFrom - columns.get(tile).keysFrom;
    }
  }

  /**
   * Tiles of a run whose keys lie at one distance from each other.
   *
   * @param first of the run's tiles
   * @param tiles how many
   * @param keysFrom the first column of the first tile's keys
   * @param stride columns from one tile's first key to the next tile's
   */
  record Part(int first, int tiles, int keysFrom, int stride) {}

  /**
   * One axis of the image; keys are counted on the axis as continued before its first pixel and
   * after its last.
   */
  private record Axis(int length, Window shape, int window, int before, int after) {
    static Axis of(int length, Window shape) {
      int window = Math.min(shape.size(), length);
      if (shape.border() == Border.SHIFTED || window == length) {
        return new Axis(length, shape, window, 0, 0);
      }
      int beyond = (shape.size() - shape.block()) / 2;
      int unfilled = (shape.block() - length % shape.block()) % shape.block();
      return new Axis(length, shape, window, beyond, beyond + unfilled);
    }

    /** First key that a query sees. */
    int start(int query) {
      int first = query - query % shape.block();
      int centered = first - (shape.size() - shape.block()) / 2 + before;
      return Math.max(0, Math.min(centered, before + length + after - window));
    }

    List<Span> spans() {
      int tile = shape.block() == 1 ? TILE : shape.block();
      List<Span> spans = new ArrayList<>();
      for (int from = 0; from < length; from += tile) {
        int to = Math.min(from + tile, length);
        int keysFrom = start(from);
        List<Integer> starts =
            IntStream.range(from, to).map(query -> start(query) - keysFrom).boxed().toList();
        spans.add(new Span(from, to, keysFrom, start(to - 1) + window, starts));
      }
      return spans;
    }
  }
}
