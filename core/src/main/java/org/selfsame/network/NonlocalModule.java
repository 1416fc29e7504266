package org.selfsame.network;

import java.util.List;
import java.util.function.BiFunction;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The non-local module of an {@link Nlrn} (Figure 3).
 *
 * @param convolve the 1x1 convolution of a name: {@code theta}, {@code psi} or {@code g}
 */
record NonlocalModule(Affinity affinity, BiFunction<Tensor, String, Tensor> convolve) {
  /** Averages values by the correlations of features, for each affinity of Table 1. */
  Tensor average(Tensor a, Tensor values, Correlation correlation) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor queries = affinity.usesTheta() ? convolve.apply(a, "theta") : a;
      Tensor keys = affinity.usesPsi() ? convolve.apply(a, "psi") : queries;
      if (affinity == Affinity.EUCLIDEAN) {
        // -|x_i - x_j|^2 / h^2 as a product, less |x_i|^2 / h^2, which the softmax cancels.
        double inverse = 1.0 / a.size(1);
        Tensor norms = a.square().sum(1).mul(-inverse);
        Tensor ones = Tensor.full(1, a.precision(), a.device(), norms.shape());
        queries = Tensor.concatenate(1, List.of(a.mul(2 * inverse), ones));
        keys = Tensor.concatenate(1, List.of(a, norms));
      }
      return scope.keep(correlation.attend(queries, keys, values));
    }
  }

  /** The same layers as a plain residual branch, "RNN with same parameter no." of Table 2. */
  Tensor local(Tensor a) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor hidden =
          Tensor.concatenate(1, List.of(convolve.apply(a, "theta"), convolve.apply(a, "psi")));
      return scope.keep(convolve.apply(hidden.reluInPlace(), "g"));
    }
  }
}
