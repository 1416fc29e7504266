package org.selfsame.network;

import java.util.List;
import org.selfsame.network.layer.Convolution;
import org.selfsame.network.layer.Weights;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * The layers of a {@link NonlocalModule} as a plain residual branch, "RNN with same parameter no."
 * of Table 2.
 *
 * @param theta 1x1, half of the hidden features
 * @param psi 1x1, the other half of the hidden features
 * @param g 1x1, from all hidden features
 */
public record LocalBranch(Convolution theta, Convolution psi, Convolution g) implements NlrnBranch {
  @Override
  public List<Convolution> layers() {
    return List.of(theta, psi, g);
  }

  @Override
  public long products(long keys) {
    return products();
  }

  @Override
  public Tensor apply(Tensor a, Weights weights, Correlation correlation) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor hidden =
          Tensor.concatenate(1, List.of(theta.apply(a, weights), psi.apply(a, weights)));
      return scope.keep(g.apply(hidden.reluInPlace(), weights));
    }
  }
}
