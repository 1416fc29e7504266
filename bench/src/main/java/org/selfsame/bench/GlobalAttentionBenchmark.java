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
import org.openjdk.jmh.infra.Blackhole;
import org.selfsame.nonlocal.GlobalAttention;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Attention;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * RNAN's operation over all pixels, by itself, beside libtorch's own attention on the same data.
 * Counts the necessary arithmetic: two products of each pixel with every pixel.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class GlobalAttentionBenchmark {
  /** Features of RNAN's non-local block. */
  private static final int CHANNELS = 32;

  /** Exponentials at once: few enough for the cache, enough for all cores. */
  private static final int BLOCK = 1 << 19;

  /** Height and width of the image. */
  @Param({"256", "512"})
  public int side;

  /** Precision of features and products. */
  @Param({"BF16", "FP32"})
  public Precision precision;

  private Tensor theta;
  private Tensor phi;
  private Tensor g;

  /** Makes the features. */
  @Setup(Level.Trial)
  public void makeFeatures() {
    theta = Shape.random(precision, 1, side, side, CHANNELS);
    phi = Shape.random(precision, 1, side, side, CHANNELS);
    g = Shape.random(precision, 1, side, side, CHANNELS);
  }

  /** Frees the features. */
  @TearDown(Level.Trial)
  public void freeFeatures() {
    theta.close();
    phi.close();
    g.close();
  }

  /** Weights that sum to 1 over keys. */
  @Benchmark
  public void overKeys(Blackhole result) {
    attend(Normalization.KEYS, result);
  }

  /** Weights that sum to 1 over queries. */
  @Benchmark
  public void overQueries(Blackhole result) {
    attend(Normalization.QUERIES, result);
  }

  private void attend(Normalization normalization, Blackhole result) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      result.consume(GlobalAttention.attend(normalization, planar(theta), planar(phi), planar(g)));
    }
  }

  private static Tensor planar(Tensor feature) {
    return feature.permute(0, 3, 1, 2);
  }

  /** Libtorch's scaled dot product attention. */
  @Benchmark
  public void libtorch(Blackhole result) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      result.consume(Attention.averages(rows(theta), rows(phi), rows(g)));
    }
  }

  private static Tensor rows(Tensor feature) {
    return feature.view(1, -1, CHANNELS);
  }

  /** The same number of exponentials alone. */
  @Benchmark
  public void exponentials(Blackhole result) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      long pixels = (long) side * side;
      Tensor block = Tensor.full(0.5, precision, theta.device(), BLOCK);
      for (long done = 0; done < pixels * pixels; done += BLOCK) {
        try (Tensor exponentials = block.exp()) {
          result.consume(exponentials);
        }
      }
    }
  }
}
