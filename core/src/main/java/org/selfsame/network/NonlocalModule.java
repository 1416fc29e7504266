package org.selfsame.network;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.selfsame.network.layer.Convolution;
import org.selfsame.network.layer.Weights;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The non-local module of an {@link Nlrn} (equations (5) and (6), Figure 3).
 *
 * @param affinity weighs the pixels of a neighborhood
 * @param theta 1x1, makes queries; only for affinities that use it
 * @param psi 1x1, makes keys; likewise
 * @param g 1x1, makes values
 */
public record NonlocalModule(
    Affinity affinity, Optional<Convolution> theta, Optional<Convolution> psi, Convolution g)
    implements NlrnBranch {
  @Override
  public List<Convolution> layers() {
    return Stream.of(theta.stream(), psi.stream(), Stream.of(g)).flatMap(one -> one).toList();
  }

  /** The products of each pixel's query with its keys, and of weights with values. */
  @Override
  public long products(long keys) {
    long values = g.bias().elements();
    long features = theta.map(embedding -> (long) embedding.bias().elements()).orElse(values);
    return products() + keys * (features + values);
  }

  @Override
  public Tensor apply(Tensor a, Weights weights, Correlation correlation) {
    return average(a, g.apply(a, weights), weights, correlation);
  }

  /** Averages values by the correlations of features, by any affinity of Table 1. */
  Tensor average(Tensor a, Tensor values, Weights weights, Correlation correlation) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor queries = theta.map(one -> one.apply(a, weights)).orElse(a);
      Tensor keys = psi.map(one -> one.apply(a, weights)).orElse(queries);
      if (affinity == Affinity.EUCLIDEAN) {
        // -|x_i - x_j|^2 / h^2 as a product, without |x_i|^2 / h^2, which the softmax cancels.
        double inverse = 1.0 / a.size(1);
        Tensor norms = a.square().sum(1).mul(-inverse);
        Tensor ones = Tensor.full(1, a.precision(), a.device(), norms.shape());
        queries = Tensor.concatenate(1, List.of(a.mul(2 * inverse), ones));
        keys = Tensor.concatenate(1, List.of(a, norms));
      }
      return scope.keep(correlation.attend(queries, keys, values));
    }
  }
}
