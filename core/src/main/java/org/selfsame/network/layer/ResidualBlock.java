package org.selfsame.network.layer;

import java.util.List;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** {@code x + second(ReLU(first(x)))}. */
public record ResidualBlock(Convolution first, Convolution second) implements LayerGroup {
  @Override
  public List<Convolution> layers() {
    return List.of(first, second);
  }

  /** Returns features of the same shape. */
  public Tensor apply(Tensor x, Weights weights) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor hidden = first.apply(x, weights).reluInPlace();
      return scope.keep(second.apply(hidden, weights).addInPlace(x));
    }
  }
}
