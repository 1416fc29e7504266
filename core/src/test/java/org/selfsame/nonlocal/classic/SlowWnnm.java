package org.selfsame.nonlocal.classic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The method in double, straight from its description. */
record SlowWnnm(double sigma, int patch, int similar, int iterations, double noiseScale) {
  private record Place(int y, int x, double distance) {}

  /** Returns the rows of an image of samples 0 to 255, at least as large as a patch. */
  double[][] restore(double[][] noisy) {
    int height = noisy.length;
    int width = noisy[0].length;
    double[][] current = copy(noisy);
    List<List<Place>> groups = new ArrayList<>();
    int n = similar;
    for (int iteration = 0; iteration < iterations; iteration++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          current[y][x] += 0.1 * (noisy[y][x] - current[y][x]);
        }
      }
      if (iteration % 2 == 0) {
        n -= 10;
        groups.clear();
        for (int y : keys(height)) {
          for (int x : keys(width)) {
            groups.add(group(current, y, x, n));
          }
        }
      }
      double[][] sums = new double[height][width];
      double[][] counts = new double[height][width];
      for (List<Place> group : groups) {
        Place key = group.get(0);
        double squares = 0;
        for (int k = 0; k < patch * patch; k++) {
          int y = key.y + k / patch;
          int x = key.x + k % patch;
          squares += Math.pow(noisy[y][x] - current[y][x], 2);
        }
        double left = Math.abs(sigma * sigma - squares / (patch * patch));
        addEstimates(
            current, group, iteration == 0 ? sigma : noiseScale * Math.sqrt(left), sums, counts);
      }
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          current[y][x] = sums[y][x] / counts[y][x];
        }
      }
    }
    return current;
  }

  private TreeSet<Integer> keys(int length) {
    TreeSet<Integer> keys = new TreeSet<>();
    for (int key = 0; key <= length - patch; key += Math.max(1, patch / 2 - 1)) {
      keys.add(key);
    }
    for (int key = keys.last(); key <= length - patch; key++) {
      keys.add(key);
    }
    return keys;
  }

  private List<Place> group(double[][] image, int y, int x, int n) {
    List<Place> places = new ArrayList<>();
    for (int v = Math.max(0, y - 30); v <= Math.min(image.length - patch, y + 30); v++) {
      for (int u = Math.max(0, x - 30); u <= Math.min(image[0].length - patch, x + 30); u++) {
        double distance = 0;
        for (int k = 0; k < patch * patch; k++) {
          int down = k / patch;
          int right = k % patch;
          distance += Math.pow(image[y + down][x + right] - image[v + down][u + right], 2);
        }
        places.add(new Place(v, u, distance));
      }
    }
    places.sort(Comparator.comparingDouble(Place::distance));
    return List.copyOf(places.subList(0, Math.min(n, places.size())));
  }

  private void addEstimates(
      double[][] image, List<Place> group, double deviation, double[][] sums, double[][] counts) {
    int n = group.size();
    double[][] columns = new double[n][patch * patch];
    double[] mean = new double[patch * patch];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < mean.length; k++) {
        columns[i][k] = image[group.get(i).y + k / patch][group.get(i).x + k % patch];
        mean[k] += columns[i][k] / n;
      }
    }
    for (double[] column : columns) {
      for (int k = 0; k < mean.length; k++) {
        column[k] -= mean[k];
      }
    }
    double[][] estimates = shrunk(columns, 2 * Math.sqrt(2 * n) * deviation * deviation);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < mean.length; k++) {
        sums[group.get(i).y + k / patch][group.get(i).x + k % patch] += estimates[i][k] + mean[k];
        counts[group.get(i).y + k / patch][group.get(i).x + k % patch]++;
      }
    }
  }

  /** One-sided Jacobi: columns are turned until all are at right angles, shrunk and turned back. */
  static double[][] shrunk(double[][] columns, double constant) {
    int n = columns.length;
    double[][] turned = copy(columns);
    double[][] turns = new double[n][n]; // columns too
    for (int i = 0; i < n; i++) {
      turns[i][i] = 1;
    }
    for (int sweep = 0; sweep < 8; sweep++) {
      for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
          double product = dot(turned[i], turned[j]);
          if (product != 0) {
            double angle =
                Math.atan2(2 * product, dot(turned[i], turned[i]) - dot(turned[j], turned[j])) / 2;
            turn(turned[i], turned[j], angle);
            turn(turns[i], turns[j], angle);
          }
        }
      }
    }
    double[][] result = new double[n][columns[0].length];
    for (int i = 0; i < n; i++) {
      double value = Math.sqrt(dot(turned[i], turned[i]));
      double factor = value == 0 ? 0 : reweighted(value, constant) / value;
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < result[j].length; k++) {
          result[j][k] += factor * turned[i][k] * turns[i][j];
        }
      }
    }
    return result;
  }

  /** Weighs again and again, from the value itself on. */
  private static double reweighted(double value, double constant) {
    double shrunk = value;
    for (int i = 0; i < 100_000; i++) {
      double next = value - constant / shrunk;
      if (next <= 0) {
        return 0;
      }
      if (Math.abs(next - shrunk) < 1e-13 * value) {
        break;
      }
      shrunk = next;
    }
    return shrunk;
  }

  private static void turn(double[] x, double[] y, double angle) {
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);
    for (int k = 0; k < x.length; k++) {
      double kept = x[k];
      x[k] = cosine * kept + sine * y[k];
      y[k] = cosine * y[k] - sine * kept;
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }

  private static double[][] copy(double[][] rows) {
    double[][] copy = rows.clone();
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
    }
    return copy;
  }
}
