package org.selfsame.nonlocal.classic;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The search for patches that are like those of a row of the image (Dabov et al. 2007, equations
 * (4) and (5)). The distance of two patches is the sum of their squared differences; what is
 * searched is the window around a patch as far as it is inside the image.
 *
 * <p>All patches of a row are compared at once with those that lie a shift away. The shifted rows
 * are copied first: the virtual machine vectorizes loops that index all their arrays from 0.
 */
final class BlockMatching {
  /** How far patches are searched for, to all sides: a window of 39 x 39. */
  static final int RADIUS = 19;

  /** From near to far, so that the limit for unlike patches falls early. */
  private static final int[] SHIFTS =
      IntStream.rangeClosed(0, 2 * RADIUS).map(i -> i % 2 == 0 ? i / 2 : -(i + 1) / 2).toArray();

  private final float[] plane;
  private final int width;
  private final int height;
  private final Grouping grouping;
  private final float threshold;
  private final int[] columns;
  private final float[][] rows; // that the patches cover
  private final float[][] shifted; // rows that the window covers, from some column on
  private final float[] columnSums;
  private final float[] patchSums;
  private final float[] moved;
  private final float[] distances; // of each group's patches, ascending
  private final int[] positions;
  private final int[] sizes;
  private final float[] limits; // what a patch must be below to come into a group

  BlockMatching(float[] plane, int width, int height, Grouping grouping) {
    this.plane = plane;
    this.width = width;
    this.height = height;
    this.grouping = grouping;
    threshold = (float) (grouping.threshold() * grouping.patch() * grouping.patch());
    columns = grouping.references(width);
    rows = new float[grouping.patch()][width];
    shifted = new float[grouping.patch() + 2 * RADIUS][width];
    columnSums = new float[width];
    patchSums = new float[width];
    moved = new float[width];
    distances = new float[columns.length * grouping.most()];
    positions = new int[distances.length];
    sizes = new int[columns.length];
    limits = new float[columns.length];
  }

  /** Finds the groups of all reference patches of a row, and returns how many there are. */
  int search(int y) {
    Arrays.fill(sizes, 0);
    Arrays.fill(limits, threshold);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(plane, (y + i) * width, rows[i], 0, width);
    }
    int top = Math.max(0, y - RADIUS);
    int bottom = Math.min(height, y + RADIUS + grouping.patch());
    for (int dx : SHIFTS) {
      int from = Math.max(0, -dx);
      int to = width - Math.max(0, dx);
      if (to - from < grouping.patch()) {
        continue;
      }
      for (int i = top; i < bottom; i++) {
        System.arraycopy(plane, i * width + from + dx, shifted[i - top], from, to - from);
      }
      for (int dy : SHIFTS) {
        if (y + dy >= top && y + dy + grouping.patch() <= bottom) {
          sumColumns(y + dy - top);
          sumPatches();
          compare(from, to, (y + dy) * width + dx);
        }
      }
    }
    return columns.length;
  }

  /** Returns the number of patches of a group, a power of 2. */
  int size(int reference) {
    return Integer.highestOneBit(sizes[reference]);
  }

  /** Returns where a patch of a group begins in the plane; the first is the reference itself. */
  int position(int reference, int index) {
    return positions[reference * grouping.most() + index];
  }

  /** Sums the squared differences to shifted rows in each column. */
  private void sumColumns(int first) {
    Arrays.fill(columnSums, 0);
    int i = 0;
    for (; i + 2 <= rows.length; i += 2) {
      addSquares(rows[i], rows[i + 1], shifted[first + i], shifted[first + i + 1], columnSums);
    }
    if (i < rows.length) {
      addSquares(rows[i], shifted[first + i], columnSums);
    }
  }

  private static void addSquares(float[] a, float[] b, float[] sums) {
    for (int x = 0; x < sums.length; x++) {
      float difference = a[x] - b[x];
      sums[x] += difference * difference;
    }
  }

  /** Two rows at once, so that the sums are read and written less often. */
  private static void addSquares(float[] a0, float[] a1, float[] b0, float[] b1, float[] sums) {
    for (int x = 0; x < sums.length; x++) {
      float difference0 = a0[x] - b0[x];
      float difference1 = a1[x] - b1[x];
      sums[x] += difference0 * difference0 + difference1 * difference1;
    }
  }

  /** Sums as many columns as a patch has, from each one on: by sums of 1, 2, 4, 8 columns. */
  private void sumPatches() {
    Arrays.fill(patchSums, 0);
    int done = 0;
    for (int length = 1; length <= rows.length; length *= 2) {
      if ((rows.length & length) != 0) {
        addMoved(columnSums, done, patchSums);
        done += length;
      }
      addMoved(columnSums, length, columnSums);
    }
  }

  private void addMoved(float[] from, int offset, float[] to) {
    System.arraycopy(from, offset, moved, 0, width - offset);
    add(moved, to);
  }

  private static void add(float[] from, float[] to) {
    for (int x = 0; x < to.length; x++) {
      to[x] += from[x];
    }
  }

  /** Compares the reference patches whose counterparts are between two columns. */
  private void compare(int from, int to, int row) {
    int first = (from + grouping.step() - 1) / grouping.step();
    int end = columns.length;
    while (end > first && columns[end - 1] + rows.length > to) {
      end--;
    }
    for (int i = first; i < end; i++) {
      float distance = patchSums[columns[i]];
      if (distance < limits[i]) {
        insert(i, distance, row + columns[i]);
      }
    }
  }

  private void insert(int reference, float distance, int position) {
    int start = reference * grouping.most();
    int last = start + grouping.most() - 1;
    int at = Math.min(start + sizes[reference], last);
    while (at > start && distances[at - 1] > distance) {
      distances[at] = distances[at - 1];
      positions[at] = positions[at - 1];
      at--;
    }
    distances[at] = distance;
    positions[at] = position;
    if (sizes[reference] < grouping.most()) {
      sizes[reference]++;
    }
    if (sizes[reference] == grouping.most()) {
      limits[reference] = distances[last];
    }
  }
}
