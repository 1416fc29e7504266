package org.selfsame.nonlocal.classic;

import java.util.stream.IntStream;

/**
 * The weighted mean of patches that overlap (Dabov et al. 2007, equation (12)). Where patches do
 * not overlap, several threads may add to it.
 */
final class Aggregate {
  private final int width;
  private final int height;
  private final double[] window;
  private final float[] sums;
  private final float[] weights; // of the patches that begin there

  /**
   * @param window weights along each axis of a patch
   */
  Aggregate(int width, int height, double[] window) {
    this.width = width;
    this.height = height;
    this.window = window;
    sums = new float[width * height];
    weights = new float[width * height];
  }

  /** Adds patches {@code [rows][patches, columns]}, multiplied by the window already. */
  void add(float[][] group, int patches, int[] positions, float weight) {
    int size = window.length;
    for (int p = 0; p < patches; p++) {
      weights[positions[p]] += weight;
      for (int i = 0; i < size; i++) {
        float[] row = group[i];
        int to = positions[p] + i * width;
        for (int j = 0; j < size; j++) {
          sums[to + j] += weight * row[p * size + j];
        }
      }
    }
  }

  /** Returns the mean at each pixel, to all of which a patch must have been added. */
  float[] mean() {
    float[] along = new float[sums.length];
    float[] mean = new float[sums.length];
    IntStream.range(0, height).parallel().forEach(y -> spreadRow(along, y));
    IntStream.range(0, height).parallel().forEach(y -> divideRow(along, mean, y));
    return mean;
  }

  /** What patches weigh in the columns they cover. */
  private void spreadRow(float[] along, int y) {
    int row = y * width;
    for (int i = 0; i < window.length; i++) {
      float factor = (float) window[i];
      for (int x = i; x < width; x++) {
        along[row + x] += factor * weights[row + x - i];
      }
    }
  }

  private void divideRow(float[] along, float[] mean, int y) {
    float[] totals = new float[width];
    for (int i = 0; i < Math.min(window.length, y + 1); i++) {
      float factor = (float) window[i];
      int row = (y - i) * width;
      for (int x = 0; x < width; x++) {
        totals[x] += factor * along[row + x];
      }
    }
    int row = y * width;
    for (int x = 0; x < width; x++) {
      mean[row + x] = sums[row + x] / totals[x];
    }
  }
}
