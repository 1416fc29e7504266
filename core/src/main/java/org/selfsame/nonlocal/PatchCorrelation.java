package org.selfsame.nonlocal;

import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** Attention over the whole patch, differentiable. */
final class PatchCorrelation implements Correlation {
  private final Affinity affinity;
  private final boolean propagate;
  private final Embeddings embeddings = new Embeddings(2);
  private Tensor state; // [n, h*w, h*w], or null

  PatchCorrelation(Affinity affinity, boolean propagate) {
    this.affinity = affinity;
    this.propagate = propagate;
  }

  @Override
  public Tensor attend(Tensor queries, Tensor keys, Tensor values) {
    long n = values.size(0);
    long height = values.size(2);
    long width = values.size(3);
    try (TensorScope scope = TensorScope.open()) {
      embeddings.add(rows(queries), rows(keys));
      Tensor q = embeddings.queries();
      Tensor k = embeddings.keys().transpose(1, 2);
      Tensor correlations = state == null ? q.matmul(k) : state.addMatmul(q, k);
      if (!propagate) {
        embeddings.close();
      } else if (state != null || embeddings.isFull()) {
        close(); // the sum is there: to keep it costs nothing
        state = correlations.retain();
      }
      Tensor weights =
          affinity.isExponential()
              ? correlations.softmax(2)
              : correlations.mul(1.0 / (height * width));
      Tensor z = weights.matmul(rows(values));
      return scope.keep(z.view(n, height, width, values.size(1)).permute(0, 3, 1, 2));
    }
  }

  @Override
  public void close() {
    embeddings.close();
    if (state != null) {
      state.close();
      state = null;
    }
  }

  /** {@code [n, c, h, w]} to {@code [n, h*w, c]}: a view where channels are fastest. */
  private static Tensor rows(Tensor feature) {
    return feature.permute(0, 2, 3, 1).reshape(feature.size(0), -1, feature.size(1));
  }
}
