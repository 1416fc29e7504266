package org.selfsame.nonlocal;

import java.util.Arrays;
import java.util.List;
import org.selfsame.image.Image;
import org.selfsame.tensor.Attention;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.DifferentiableFunction;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The non-local operation of RNAN (section 3.2.3, equations (3) and (4)) over all pixels of an
 * image, {@code z = softmax(theta phi^T) g}, unscaled. The N x N weights of N pixels are not
 * stored, for the result or its gradients, except for small patches in training: memory grows with
 * N.
 */
public final class GlobalAttention {
  /** What weights sum to 1 over. */
  public enum Normalization {
    /** The paper's: the weights of each query sum to 1 over all keys. */
    KEYS,
    /**
     * The released code's and weights': the weights of each key sum to 1 over all queries, {@code
     * z_i = sum_j exp(s_ij - l_j) g_j} with {@code l_j = log sum_i exp(s_ij)}.
     */
    QUERIES
  }

  /** Pixels of a training patch up to which its weights are stored, 32 MiB in bf16. */
  private static final int LARGEST_STORED = 4096;

  private GlobalAttention() {}

  /**
   * Averages the values of all pixels. Differentiable.
   *
   * @param theta queries {@code [n, channels, height, width]}
   * @param phi keys, of the queries' shape
   * @param g values, of the queries' shape
   * @return of the queries' shape
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor attend(Normalization normalization, Tensor theta, Tensor phi, Tensor g) {
    if (theta.dimensions() != 4
        || !Arrays.equals(theta.shape(), phi.shape())
        || !Arrays.equals(theta.shape(), g.shape())) {
      throw new IllegalArgumentException(
          "queries %s, keys %s and values %s: expected three of one shape [n, channels, height, width]"
              .formatted(
                  Arrays.toString(theta.shape()),
                  Arrays.toString(phi.shape()),
                  Arrays.toString(g.shape())));
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor z =
          isSmall(theta)
              ? stored(normalization, rows(theta), rows(phi), rows(g))
              : function(normalization, theta.device().isCuda(), rows(theta), rows(phi), rows(g));
      return scope.keep(
          z.view(theta.size(0), theta.size(2), theta.size(3), theta.size(1)).permute(0, 3, 1, 2));
    }
  }

  /**
   * Returns the weights with which {@link #attend} averages the values for one query.
   *
   * @param theta queries {@code [1, channels, height, width]}
   * @param phi keys, of the queries' shape
   * @param y row of the query
   * @param x column of the query
   * @return one channel of all keys' weights; of {@link Normalization#KEYS} they sum to 1
   */
  public static Image weights(Normalization normalization, Tensor theta, Tensor phi, int y, int x) {
    int height = (int) theta.size(2);
    int width = (int) theta.size(3);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor q = precise(rows(theta.to(Device.CPU)));
      Tensor k = precise(rows(phi.to(Device.CPU)));
      Tensor products = q.narrow(1, (long) y * width + x, 1).matmul(k.transpose(1, 2));
      Tensor weights =
          switch (normalization) {
            case KEYS -> products.softmax(2);
            case QUERIES ->
                // Exchanged, attention sums over queries.
                products.sub(Attention.of(k, q, q, null).logSums().view(1, 1, -1)).exp();
          };
      return new Image(width, height, weights.toFloats());
    }
  }

  /** Returns whether the weights of an image may be stored: with gradients, that is faster. */
  private static boolean isSmall(Tensor theta) {
    return theta.needsGradient()
        && theta.precision() == Precision.BF16
        && theta.size(2) * theta.size(3) <= LARGEST_STORED;
  }

  /** The operation with all weights in memory. */
  static Tensor stored(Normalization normalization, Tensor theta, Tensor phi, Tensor g) {
    Tensor weights =
        theta.matmul(phi.transpose(1, 2)).softmax(normalization == Normalization.KEYS ? 2 : 1);
    return weights.matmul(g);
  }

  /**
   * The operation on rows {@code [n, pixels, channels]}.
   *
   * @param general whether to use only what libtorch has on every device
   */
  static Tensor function(
      Normalization normalization, boolean general, Tensor theta, Tensor phi, Tensor g) {
    return switch (normalization) {
      case KEYS ->
          general ? Attention.averages(theta, phi, g) : new OverKeys().apply(theta, phi, g);
      case QUERIES ->
          (general ? new OverQueriesByGradients() : new OverQueries()).apply(theta, phi, g);
    };
  }

  /** {@code [n, c, h, w]} to {@code [n, h*w, c]}: a view where channels are fastest. */
  private static Tensor rows(Tensor feature) {
    return feature.permute(0, 2, 3, 1).reshape(feature.size(0), -1, feature.size(1));
  }

  private record OverKeys() implements DifferentiableFunction {
    @Override
    public Tensor forward(List<Tensor> inputs) {
      List<Tensor> fast = fast(inputs);
      return Attention.of(fast.get(0), fast.get(1), fast.get(2), null)
          .averages()
          .to(inputs.get(2).precision());
    }

    @Override
    public List<Tensor> gradients(List<Tensor> inputs, Tensor gradient) {
      Tensor theta = precise(inputs.get(0));
      Tensor phi = precise(inputs.get(1));
      Tensor g = precise(inputs.get(2));
      Attention forward = Attention.of(theta, phi, g, null);
      Attention.Gradients of = Attention.gradients(theta, phi, g, forward, precise(gradient));
      return List.of(of.queries(), of.keys(), of.values());
    }
  }

  /**
   * A softmax over queries, key by key.
   *
   * <p>In bf16 that takes two passes. With the parts of queries and keys exchanged, the first gives
   * {@code l_j}. The second is attention, whose own normalization {@code m_i} is undone: with
   * values {@code g_j exp(c - l_j)} it is {@code z_i = exp(m_i - c) a_i}. Where these numbers
   * differ so much that exponentials would be lost, {@code -l_j} is added to the products in place,
   * which is slower. All of the products, {@code l} and {@code m} are float32. Both passes round
   * the products in their own way, so a weight near 1 is off by a float's error in its product:
   * little beside that of bf16. With precise features each product is made once, in blocks of keys.
   */
  record OverQueries() implements DifferentiableFunction {
    /** Of natural logarithms: float32 and bf16 have exponentials of -87 to 88. */
    private static final double WIDEST_RANGE = 60;

    /** Weights of a block: few enough for the cache. */
    private static final long BLOCK = 1 << 18;

    private static final long FEWEST_KEYS = 32;

    @Override
    public Tensor forward(List<Tensor> inputs) {
      List<Tensor> fast = fast(inputs);
      return fast.get(0).precision() == Precision.BF16
          ? twice(fast.get(0), fast.get(1), fast.get(2))
          : inBlocks(fast.get(0), fast.get(1), fast.get(2)).to(inputs.get(2).precision());
    }

    private static Tensor inBlocks(Tensor theta, Tensor phi, Tensor g) {
      long pixels = theta.size(1);
      long keys = Math.max(FEWEST_KEYS, BLOCK / pixels);
      Tensor queries = theta.transpose(1, 2);
      Tensor z = Tensor.zeros(g.precision(), g.device(), g.shape());
      for (long n = 0; n < g.size(0); n++) {
        for (long from = 0; from < pixels; from += keys) {
          try (TensorScope block = TensorScope.withoutGradients()) {
            long count = Math.min(keys, pixels - from);
            Tensor weights =
                phi.narrow(0, n, 1)
                    .narrow(1, from, count)
                    .matmul(queries.narrow(0, n, 1))
                    .softmax(2);
            z.narrow(0, n, 1)
                .addInPlace(
                    weights.transpose(1, 2).matmul(g.narrow(0, n, 1).narrow(1, from, count)));
          }
        }
      }
      return z;
    }

    static Tensor twice(Tensor theta, Tensor phi, Tensor g) {
      Tensor l = Attention.of(phi, theta, g, null).logSums();
      double least = -l.mul(-1).max();
      double greatest = l.max();
      if (greatest - least <= WIDEST_RANGE) {
        double c = (least + greatest) / 2;
        Tensor scaled = g.mul(l.mul(-1).add(c).exp().view(g.size(0), -1, 1)).to(g.precision());
        Attention weighted = Attention.of(theta, phi, scaled, null);
        if (weighted.logSums().max() - least <= WIDEST_RANGE) {
          return unnormalized(weighted, c, g.precision());
        }
      }
      return unnormalized(Attention.of(theta, phi, g, l.mul(-1)), 0, g.precision());
    }

    private static Tensor unnormalized(Attention weighted, double c, Precision precision) {
      Tensor averages = weighted.averages();
      Tensor sums = weighted.logSums().add(-c).exp().view(averages.size(0), -1, 1);
      return averages.mul(sums).to(precision);
    }

    /**
     * With {@code P} the softmax of {@code phi theta^T}, {@code z = P^T g}. So a number whose
     * gradient by {@code z} is {@code d} changes like the product of {@code g} with {@code P d},
     * the attention of {@code phi} over {@code theta} with values {@code d}.
     */
    @Override
    public List<Tensor> gradients(List<Tensor> inputs, Tensor gradient) {
      Tensor theta = precise(inputs.get(0));
      Tensor phi = precise(inputs.get(1));
      Tensor g = precise(inputs.get(2));
      Tensor d = precise(gradient);
      Attention exchanged = Attention.of(phi, theta, d, null);
      Attention.Gradients of = Attention.gradients(phi, theta, d, exchanged, g);
      return List.of(of.keys(), of.queries(), exchanged.averages());
    }
  }

  /** The same by automatic differentiation of {@code g (P d)}, twice: {@code z} by {@code d}. */
  private record OverQueriesByGradients() implements DifferentiableFunction {
    @Override
    public Tensor forward(List<Tensor> inputs) {
      try (TensorScope scope = TensorScope.withGradients()) {
        Tensor g = inputs.get(2);
        Tensor z = zeros(g);
        Tensor d = zeros(g).collectGradient(z);
        Attention.averages(plain(inputs.get(1)), plain(inputs.get(0)), d)
            .mul(plain(g))
            .sum()
            .backward();
        return scope.keep(z);
      }
    }

    @Override
    public List<Tensor> gradients(List<Tensor> inputs, Tensor gradient) {
      try (TensorScope scope = TensorScope.withGradients()) {
        List<Tensor> gradients = inputs.stream().map(input -> scope.keep(zeros(input))).toList();
        Tensor theta = plain(inputs.get(0)).collectGradient(gradients.get(0));
        Tensor phi = plain(inputs.get(1)).collectGradient(gradients.get(1));
        Tensor g = plain(inputs.get(2)).collectGradient(gradients.get(2));
        Attention.averages(phi, theta, gradient).mul(g).sum().backward();
        return gradients;
      }
    }

    /** Without past gradients, and laid out as its own are. */
    private static Tensor plain(Tensor input) {
      return input.detach().contiguous();
    }

    private static Tensor zeros(Tensor like) {
      return Tensor.zeros(like.precision(), like.device(), like.shape());
    }
  }

  private static List<Tensor> fast(List<Tensor> inputs) {
    return Attention.isFastIn(inputs.get(0).precision())
        ? inputs
        : inputs.stream().map(GlobalAttention::precise).toList();
  }

  /** Gradients of bf16 are made in float32: that is faster on a processor, and exact in sums. */
  private static Tensor precise(Tensor tensor) {
    return tensor.precision() == Precision.BF16 ? tensor.to(Precision.FP32) : tensor;
  }
}
