package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.List;

/**
 * Equation (1) with NLRN's correlation state, on one image, in double and pixel by pixel. Features
 * are {@code [channel][pixel]}.
 */
public final class SlowNonlocal {
  /** What a step adds to the correlation of pixel i with pixel j. */
  @FunctionalInterface
  public interface Product {
    double of(int i, int j);
  }

  private final boolean exponential;
  private final boolean propagate;
  private final int height;
  private final int width;
  private final List<List<Integer>> neighbors = new ArrayList<>();
  private final double[][] state;
  private final List<double[][]> weights = new ArrayList<>();

  private SlowNonlocal(Affinity affinity, boolean propagate, int height, int width) {
    this.exponential =
        switch (affinity) {
          case EUCLIDEAN, GAUSSIAN, SYMMETRIC_EMBEDDED_GAUSSIAN, EMBEDDED_GAUSSIAN -> true;
          case DOT_PRODUCT, EMBEDDED_DOT_PRODUCT -> false;
        };
    this.propagate = propagate;
    this.height = height;
    this.width = width;
    this.state = new double[height * width][height * width];
  }

  /** All pixels are each other's neighbors. */
  public static SlowNonlocal patch(Affinity affinity, boolean propagate, int height, int width) {
    int all = 2 * Math.max(height, width) + 1;
    return windowed(affinity, propagate, new Window(all, 1, Border.SHIFTED), height, width);
  }

  /** The neighbors of a pixel are those of the window around it, or around its block. */
  public static SlowNonlocal windowed(
      Affinity affinity, boolean propagate, Window window, int height, int width) {
    SlowNonlocal result = new SlowNonlocal(affinity, propagate, height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        List<Integer> pixels = new ArrayList<>();
        for (int row : neighbors(y, height, window)) {
          for (int column : neighbors(x, width, window)) {
            pixels.add(row * width + column);
          }
        }
        result.neighbors.add(pixels);
      }
    }
    return result;
  }

  /** The neighbors of a position on an axis. */
  private static List<Integer> neighbors(int position, int length, Window window) {
    int size = window.size();
    int block = window.block();
    List<Integer> result = new ArrayList<>();
    if (size >= length) {
      for (int i = 0; i < length; i++) {
        result.add(i);
      }
      return result;
    }
    int first = position / block * block - (size - block) / 2;
    if (window.border() == Border.SHIFTED) {
      while (first < 0) {
        first++;
      }
      while (first + size > length) {
        first--;
      }
    }
    for (int i = first; i < first + size; i++) {
      result.add(Math.floorMod(i, length));
    }
    return result;
  }

  /** Takes one step. */
  public double[][] attend(Product product, double[][] values) {
    double[][] result = new double[values.length][height * width];
    double[][] row = new double[height * width][height * width];
    weights.add(row);
    for (int i = 0; i < height * width; i++) {
      List<Integer> seen = neighbors.get(i);
      double largest = Double.NEGATIVE_INFINITY;
      for (int j : seen) {
        state[i][j] = product.of(i, j) + (propagate ? state[i][j] : 0);
        largest = Math.max(largest, state[i][j]);
      }
      double normalizer = 0;
      for (int j : seen) {
        normalizer += exponential ? Math.exp(state[i][j] - largest) : 1;
      }
      for (int j : seen) {
        double affinity = exponential ? Math.exp(state[i][j] - largest) : state[i][j];
        row[i][j] = affinity / normalizer;
        for (int c = 0; c < values.length; c++) {
          result[c][i] += row[i][j] * values[c][j];
        }
      }
    }
    return result;
  }

  /** Of each step, {@code [i][j]}: the weight of pixel j in the average of pixel i. */
  public List<double[][]> weights() {
    return weights;
  }

  /** How many pixels a pixel sees. */
  public int neighbors(int pixel) {
    return neighbors.get(pixel).size();
  }

  /** The inner product of a pixel of one feature with a pixel of another. */
  public static double dot(double[][] queries, int i, double[][] keys, int j) {
    double sum = 0;
    for (int c = 0; c < queries.length; c++) {
      sum += queries[c][i] * keys[c][j];
    }
    return sum;
  }
}
