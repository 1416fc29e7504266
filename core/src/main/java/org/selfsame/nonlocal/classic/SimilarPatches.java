package org.selfsame.nonlocal.classic;

import java.util.Arrays;

/**
 * The search for the patches that are most like each of some key patches: those of the least sum of
 * squared differences within a window, among equals those that come first row by row. A key patch
 * itself is always the first, so that each pixel of it has an estimate. An object serves one
 * thread.
 */
final class SimilarPatches {
  private static final int CODE_BITS = 16;

  private final float[] plane;
  private final int width;
  private final int height;
  private final int patch;
  private final int radius;
  private final int[] ys;
  private final int[] xs;
  private final int wanted;

  private final float[][] squares;
  private final float[] row;
  private final float[] moved;
  private final float[] columns;
  private final float[] distances;
  private final long[][] candidates; // distance and code, the former in the higher bits
  private final int[] counts;
  private final long[] limits;

  /**
   * @param plane the pixels, row by row
   * @param patch its pixels a side
   * @param radius of the window: the search goes so many pixels to all sides; at most 127
   * @param ys the key patches' first rows, ascending
   * @param xs their first columns, ascending: each with each row
   * @param wanted patches for each; fewer where the image has fewer
   */
  SimilarPatches(
      float[] plane, int width, int height, int patch, int radius, int[] ys, int[] xs, int wanted) {
    this.plane = plane;
    this.width = width;
    this.height = height;
    this.patch = patch;
    this.radius = radius;
    this.ys = ys;
    this.xs = xs;
    this.wanted = wanted;
    int across = xs[xs.length - 1] - xs[0] + patch;
    squares = new float[ys[ys.length - 1] - ys[0] + patch][across];
    row = new float[across];
    moved = new float[across];
    columns = new float[across];
    distances = new float[across];
    candidates = new long[ys.length * xs.length][4 * wanted];
    counts = new int[candidates.length];
    limits = new long[candidates.length];
    Arrays.fill(limits, Long.MAX_VALUE);
  }

  /**
   * Returns the shifts of each key patch's patches, row by row, the most similar first: {@code (dy
   * + radius) * (2 radius + 1) + dx + radius}.
   */
  short[][] find() {
    for (int k = 0; k <= 2 * radius; k++) {
      int dy =
          k % 2 == 0
              ? k / 2
              : -(k + 1) / 2; // near ones first, so that most others are refused early
      int first = 0;
      int last = ys.length;
      while (first < last && ys[first] + dy < 0) {
        first++;
      }
      while (first < last && ys[last - 1] + dy > height - patch) {
        last--;
      }
      if (first < last) {
        for (int dx = -radius; dx <= radius; dx++) {
          compare(dy, dx, first, last);
        }
      }
    }
    short[][] found = new short[candidates.length][];
    for (int key = 0; key < found.length; key++) {
      Arrays.sort(candidates[key], 0, counts[key]);
      found[key] = new short[Math.min(counts[key], wanted)];
      for (int i = 0; i < found[key].length; i++) {
        found[key][i] = (short) candidates[key][i];
      }
    }
    return found;
  }

  /** Compares the key patches of some rows with those that are moved against them. */
  private void compare(int dy, int dx, int firstRow, int lastRow) {
    int first = 0;
    int last = xs.length;
    while (first < last && xs[first] + dx < 0) {
      first++;
    }
    while (first < last && xs[last - 1] + dx > width - patch) {
      last--;
    }
    if (first == last) {
      return;
    }
    int left = xs[first];
    int length = xs[last - 1] - left + patch;
    int top = ys[firstRow];
    int rows = ys[lastRow - 1] - top + patch;
    for (int y = 0; y < rows; y++) {
      int own = (top + y) * width + left;
      System.arraycopy(plane, own, row, 0, length);
      System.arraycopy(plane, own + dy * width + dx, moved, 0, length);
      square(squares[y], length);
    }
    int code = (dy + radius) * (2 * radius + 1) + dx + radius;
    for (int y = firstRow; y < lastRow; y++) {
      addRows(ys[y] - top, length);
      addColumns(length - patch + 1);
      for (int x = first; x < last; x++) {
        offer(y * xs.length + x, distances[xs[x] - left], code);
      }
    }
  }

  private void square(float[] to, int length) {
    for (int x = 0; x < length; x++) {
      float difference = row[x] - moved[x];
      to[x] = difference * difference;
    }
  }

  private void addRows(int top, int length) {
    System.arraycopy(squares[top], 0, columns, 0, length);
    for (int v = 1; v < patch; v++) {
      add(squares[top + v], columns, length);
    }
  }

  private void addColumns(int length) {
    System.arraycopy(columns, 0, distances, 0, length);
    for (int u = 1; u < patch; u++) {
      System.arraycopy(columns, u, moved, 0, length);
      add(moved, distances, length);
    }
  }

  private static void add(float[] values, float[] to, int length) {
    for (int x = 0; x < length; x++) {
      to[x] += values[x];
    }
  }

  private void offer(int key, float distance, int code) {
    long candidate = (long) Float.floatToRawIntBits(distance) << CODE_BITS | code;
    if (code == (2 * radius + 2) * radius) { // not moved
      candidate = Long.MIN_VALUE | code;
    }
    if (candidate >= limits[key]) {
      return;
    }
    long[] known = candidates[key];
    known[counts[key]++] = candidate;
    if (counts[key] == known.length) {
      Arrays.sort(known);
      counts[key] = wanted;
      limits[key] = known[wanted - 1];
    }
  }
}
