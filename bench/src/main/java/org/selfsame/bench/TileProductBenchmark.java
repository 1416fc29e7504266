package org.selfsame.bench;

import java.util.List;
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
import org.selfsame.tensor.Cores;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The two matrix products of tiles of queries, and nothing else: what the windowed operation could
 * reach if softmax, masks and copies were free. All keys of a tile's halo count, even those that a
 * query does not see.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class TileProductBenchmark {
  /** Height and width of a tile of queries. */
  @Param({"8", "16", "32"})
  public int tile;

  /** Side q of the window: a tile has (tile + q - 1)^2 keys. */
  @Param({"45", "25"})
  public int window;

  /** Features. */
  @Param({"FULL", "LIGHT"})
  public Shape shape;

  /** Precision of the matrices. */
  @Param({"BF16", "FP32"})
  public Precision precision;

  /** How cores share the tiles. */
  public enum Sharing {
    /** All cores work on a batch of products together. */
    BATCH,
    /** Each core works on its own products, as in the windowed operation. */
    CORES
  }

  /** How cores share the tiles. */
  @Param({"CORES", "BATCH"})
  public Sharing sharing;

  private static final int TILES = 16;

  private Tensor queries; // [tiles, queries, embedding]
  private Tensor keys; // [tiles, embedding, keys]
  private Tensor correlations; // [tiles, queries, keys]
  private Tensor values; // [tiles, keys, channels]
  private Tensor averages; // [tiles, queries, channels]

  /** Makes the matrices. */
  @Setup(Level.Trial)
  public void makeMatrices() {
    long keyCount = keyCount();
    queries = Shape.random(precision, TILES, queryCount(), shape.embedding);
    keys = Shape.random(precision, TILES, keyCount, shape.embedding).transpose(1, 2);
    correlations = Shape.random(precision, TILES, queryCount(), keyCount);
    values = Shape.random(precision, TILES, keyCount, shape.channels);
    averages = Shape.random(precision, TILES, queryCount(), shape.channels);
  }

  /** Frees the matrices. */
  @TearDown(Level.Trial)
  public void freeMatrices() {
    for (Tensor tensor : List.of(queries, keys, correlations, values, averages)) {
      tensor.close();
    }
  }

  private long queryCount() {
    return (long) tile * tile;
  }

  private long keyCount() {
    return (long) (tile + window - 1) * (tile + window - 1);
  }

  /** Correlations: queries by keys. */
  @Benchmark
  public void correlations(Arithmetic arithmetic) {
    multiply(queries, keys, correlations);
    arithmetic.gflop += gflop(shape.embedding);
  }

  /** Averages: weights (here simply the correlations) by values. */
  @Benchmark
  public void averages(Arithmetic arithmetic) {
    multiply(correlations, values, averages);
    arithmetic.gflop += gflop(shape.channels);
  }

  private void multiply(Tensor a, Tensor b, Tensor product) {
    switch (sharing) {
      case BATCH -> product.matmulInto(a, b);
      case CORES ->
          Cores.run(
              TILES,
              (t, worker) -> {
                try (TensorScope scope = TensorScope.withoutGradients()) {
                  product.narrow(0, t, 1).matmulInto(a.narrow(0, t, 1), b.narrow(0, t, 1));
                }
              });
    }
  }

  private double gflop(int features) {
    return 2e-9 * TILES * queryCount() * keyCount() * features;
  }
}
