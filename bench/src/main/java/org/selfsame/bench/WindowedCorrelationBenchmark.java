package org.selfsame.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.nonlocal.Window;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The windowed non-local operation by itself: several steps on one image, with the state carried
 * over. Counts the necessary arithmetic: window^2 keys per pixel, no halo.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class WindowedCorrelationBenchmark {
  /** Height and width of the image. */
  @Param("256")
  public int side;

  /** Side q of the window. */
  @Param({"45", "25"})
  public int window;

  /** Side of the squares of pixels that share a window; 1 for a sliding window. */
  @Param("1")
  public int block;

  /** Features. */
  @Param({"FULL", "LIGHT"})
  public Shape shape;

  /** Precision of features, state and products. */
  @Param({"BF16", "FP32"})
  public Precision precision;

  /** The number of calls in a row; each after the first adds to the correlations before. */
  @Param({"1", "4"})
  public int steps;

  private Tensor queries;
  private Tensor keys;
  private Tensor values;

  /** Makes the features, in the memory layout that convolutions produce. */
  @Setup(Level.Trial)
  public void makeFeatures() {
    queries = Shape.random(precision, 1, shape.embedding, side, side).channelsLast();
    keys = Shape.random(precision, 1, shape.embedding, side, side).channelsLast();
    values = Shape.random(precision, 1, shape.channels, side, side).channelsLast();
  }

  /** Frees the features. */
  @TearDown(Level.Trial)
  public void freeFeatures() {
    queries.close();
    keys.close();
    values.close();
  }

  /** All steps on one image. */
  @Benchmark
  public void attend(Arithmetic arithmetic) {
    try (TensorScope scope = TensorScope.withoutGradients();
        Correlation correlation =
            Correlation.windowed(
                Affinity.EMBEDDED_GAUSSIAN,
                true,
                new Window(window, block, Border.SHIFTED),
                steps)) {
      for (int step = 0; step < steps; step++) {
        correlation.attend(queries, keys, values);
      }
    }
    double keysOfAPixel = Math.pow(Math.min(window, side), 2);
    arithmetic.gflop +=
        2e-9 * steps * side * side * keysOfAPixel * (shape.embedding + shape.channels);
  }
}
