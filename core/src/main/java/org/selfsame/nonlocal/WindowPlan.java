package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
   * The tiles of so many images, in runs that are worked on together; long runs come first, so that
   * cores which share them end at nearly the same time.
   *
   * @param pairs of a query and a key that a run may have, unless it is of one tile
   */
  List<Run> runs(int images, long pairs) {
    List<Run> runs = new ArrayList<>();
    for (List<Span> rows : alike(vertical.spans())) {
      for (List<Span> columns : alike(horizontal.spans())) {
        long ofTile = pairs(rows.get(0), columns.get(0));
        int width = (int) Math.min(columns.size(), Math.max(1, pairs / ofTile));
        int height = (int) Math.max(1, pairs / (ofTile * width));
        for (List<Span> some : pieces(rows, height)) {
          pieces(columns, width).forEach(others -> runs.add(new Run(0, some, others)));
        }
      }
    }
    runs.sort(Comparator.comparingLong(run -> -run.tiles() * run.queries() * run.keys()));
    return IntStream.range(0, images)
        .boxed()
        .flatMap(image -> runs.stream().map(run -> new Run(image, run.rows(), run.columns())))
        .toList();
  }

  private static long pairs(Span rows, Span columns) {
    return (long) rows.queries() * columns.queries() * rows.keys() * columns.keys();
  }

  /** Divides an axis where tiles or their distances change. */
  private static List<List<Span>> alike(List<Span> spans) {
    List<List<Span>> groups = new ArrayList<>();
    for (int from = 0, to = 0; from < spans.size(); from = to) {
      do {
        to++;
      } while (to < spans.size()
          && spans.get(to).isLike(spans.get(from))
          && distance(spans, to - 1) == distance(spans, from));
      groups.add(spans.subList(from, to));
    }
    return groups;
  }

  private static int distance(List<Span> spans, int index) {
    return spans.get(index + 1).keysFrom() - spans.get(index).keysFrom();
  }

  private static List<List<Span>> pieces(List<Span> spans, int length) {
    List<List<Span>> pieces = new ArrayList<>();
    for (int from = 0; from < spans.size(); from += length) {
      pieces.add(spans.subList(from, Math.min(from + length, spans.size())));
    }
    return pieces;
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

    boolean isLike(Span other) {
      return keys() == other.keys() && starts.equals(other.starts);
    }
  }

  /**
   * Neighboring tiles, all of one shape and visibility and at one distance from each other.
   *
   * @param rows of each row of tiles
   * @param columns of each column of tiles
   */
  record Run(int image, List<Span> rows, List<Span> columns) {
    int tiles() {
      return rows.size() * columns.size();
    }

    Visibility visibility() {
      Span y = rows.get(0);
      Span x = columns.get(0);
      return new Visibility(y.starts, y.keys(), x.starts, x.keys());
    }

    long queries() {
      return (long) rows.get(0).queries() * columns.get(0).queries();
    }

    long keys() {
      return (long) rows.get(0).keys() * columns.get(0).keys();
    }
  }

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
