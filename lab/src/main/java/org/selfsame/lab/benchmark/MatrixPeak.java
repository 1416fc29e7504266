package org.selfsame.lab.benchmark;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The highest speed at which a device was seen to multiply matrices, with all threads: an upper
 * bound for other operations.
 *
 * <p>libtorch can multiply in several ways: one large product, many at once, either shared by all
 * cores or each on a core of its own, and a 1x1 convolution. Which is fastest depends on the
 * processor and the precision. All are tried at growing sizes, and the best single run counts.
 *
 * @param precision the precision of the matrices; the device decides that of the sums
 * @param flopPerSecond floating-point operations per second; a multiplication and an addition are
 *     two
 * @param product the fastest way, in words
 */
public record MatrixPeak(Precision precision, double flopPerSecond, String product) {
  private static final int SMALLEST = 1024;
  private static final int LARGEST = 16384;

  /** Matrices are large enough when a product takes this long. */
  private static final double LONG_SECONDS = 0.02;

  private static final int MOST_RUNS = 10;
  private static final int FEWEST_RUNS = 3;
  private static final double RUNS_SECONDS = 0.1;

  /**
   * Matrices in a batch, with half the side: together as many operations as one product of the full
   * side.
   */
  private static final int BATCH = 8;

  /** Measures the peak, which takes one to three seconds. */
  public static MatrixPeak measure(Device device, Precision precision) {
    return Arrays.stream(Road.values())
        .filter(road -> road.fits(device))
        .map(road -> measure(road, device, precision))
        .max(Comparator.comparingDouble(MatrixPeak::flopPerSecond))
        .orElseThrow();
  }

  private static MatrixPeak measure(Road road, Device device, Precision precision) {
    MatrixPeak best = new MatrixPeak(precision, 0, "");
    double seconds = 0;
    for (int side = SMALLEST; side <= LARGEST && seconds < LONG_SECONDS; side *= 2) {
      try (TensorScope scope = TensorScope.withoutGradients()) {
        seconds = bestSeconds(road.prepare(side, device, precision));
      }
      double flopPerSecond = 2.0 * side * side * side / seconds;
      if (flopPerSecond > best.flopPerSecond) {
        best = new MatrixPeak(precision, flopPerSecond, road.describe(side));
      }
    }
    return best;
  }

  /** One way to multiply; a side takes {@code 2 side^3} operations. */
  private enum Road {
    ONE_PRODUCT {
      @Override
      Supplier<Tensor> prepare(int side, Device device, Precision precision) {
        Tensor a = random(device, precision, 1, side, side);
        Tensor b = random(device, precision, 1, side, side);
        return () -> a.matmul(b);
      }

      @Override
      String describe(int side) {
        return "a product of %d x %d matrices".formatted(side, side);
      }
    },
    BATCH_OF_PRODUCTS {
      @Override
      Supplier<Tensor> prepare(int side, Device device, Precision precision) {
        Tensor a = random(device, precision, BATCH, side / 2, side / 2);
        Tensor b = random(device, precision, BATCH, side / 2, side / 2);
        return () -> a.matmul(b);
      }

      @Override
      String describe(int side) {
        return "%d products of %d x %d matrices".formatted(BATCH, side / 2, side / 2);
      }
    },
    PRODUCTS_SIDE_BY_SIDE {
      @Override
      boolean fits(Device device) {
        return !device.isCuda();
      }

      @Override
      Supplier<Tensor> prepare(int side, Device device, Precision precision) {
        Tensor a = random(device, precision, BATCH, side / 2, side / 2);
        Tensor b = random(device, precision, BATCH, side / 2, side / 2);
        Tensor products = Tensor.zeros(precision, device, BATCH, side / 2, side / 2);
        return () -> {
          Cores.run(
              BATCH,
              (piece, worker) -> {
                try (TensorScope scope = TensorScope.withoutGradients()) {
                  products
                      .narrow(0, piece, 1)
                      .matmulInto(a.narrow(0, piece, 1), b.narrow(0, piece, 1));
                }
              });
          return products;
        };
      }

      @Override
      String describe(int side) {
        return "%d products of %d x %d matrices, each on one core"
            .formatted(BATCH, side / 2, side / 2);
      }
    },
    CONVOLUTION {
      @Override
      Supplier<Tensor> prepare(int side, Device device, Precision precision) {
        Tensor image = random(device, precision, 1, side, side / 32, 32).channelsLast();
        Tensor weight = random(device, precision, side, side, 1, 1);
        return () -> image.conv2d(weight, null, 1, 0);
      }

      @Override
      String describe(int side) {
        return "a 1x1 convolution of %d pixels and %d channels".formatted(side, side);
      }
    };

    /** Returns whether the device has this way. */
    boolean fits(Device device) {
      return true;
    }

    /** Returns a run of this way; its matrices belong to the enclosing scope. */
    abstract Supplier<Tensor> prepare(int side, Device device, Precision precision);

    abstract String describe(int side);

    /**
     * Returns sums of one random number per row and one per column: on differing numbers,
     * processors run slower and hotter than on equal ones.
     */
    private static Tensor random(Device device, Precision precision, long... shape) {
      long elements = 1;
      for (long size : shape) {
        elements *= size;
      }
      int columns = (int) shape[1];
      int rows = (int) (elements / columns);
      SplittableRandom random = new SplittableRandom(1);
      try (TensorScope scope = TensorScope.open()) {
        Tensor ofRows = Tensor.of(uniform(random, rows), device, rows, 1);
        Tensor ofColumns = Tensor.of(uniform(random, columns), device, 1, columns);
        return scope.keep(
            ofRows.to(precision).add(ofColumns.to(precision)).reshape(shape).contiguous());
      }
    }

    private static float[] uniform(SplittableRandom random, int count) {
      float[] numbers = new float[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = (float) random.nextDouble(-1, 1);
      }
      return numbers;
    }
  }

  private static double bestSeconds(Supplier<Tensor> product) {
    run(product); // a warm-up
    double best = Double.POSITIVE_INFINITY;
    double total = 0;
    for (int i = 0; i < MOST_RUNS && (i < FEWEST_RUNS || total < RUNS_SECONDS); i++) {
      double seconds = run(product);
      best = Math.min(best, seconds);
      total += seconds;
    }
    return best;
  }

  private static double run(Supplier<Tensor> product) {
    long start = System.nanoTime();
    try (TensorScope scope = TensorScope.open()) {
      Tensor element = product.get();
      for (int d = 0; d < element.dimensions(); d++) {
        element = element.narrow(d, 0, 1);
      }
      element.item(); // waits for a GPU
    }
    return (System.nanoTime() - start) * 1e-9;
  }
}
