package org.selfsame.nonlocal;

import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** Correlations between all pixels of a patch: the patch is the neighborhood. */
public final class PatchCorrelation implements Correlation {
  private final Affinity affinity;
  private final boolean propagate;
  private final Embeddings embeddings = new Embeddings(2);
  private Tensor state; // [n, h*w, h*w], or null
  private Tensor space; // likewise

  /** Makes correlations that are 0 so far, and carried over from step to step if propagating. */
  public PatchCorrelation(Affinity affinity, boolean propagate) {
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
      boolean inPlace = !embeddings.needGradients() && !values.needsGradient();
      Tensor correlations = correlations(inPlace);
      if (!propagate) {
        embeddings.close();
      } else if (state != null || embeddings.isFull()) {
        embeddings.close(); // the sum is there, and keeping it costs nothing
        keepState(correlations);
      }
      Tensor weights;
      if (!affinity.isExponential()) {
        weights = correlations.mul(1.0 / (height * width));
      } else if (inPlace) {
        weights = space(correlations).softmaxInto(correlations, 2);
      } else {
        weights = correlations.softmax(2);
      }
      Tensor z = weights.matmul(rows(values));
      return scope.keep(z.view(n, height, width, values.size(1)).permute(0, 3, 1, 2));
    }
  }

  private Tensor correlations(boolean inPlace) {
    Tensor q = embeddings.queries();
    Tensor k = embeddings.keys().transpose(1, 2);
    if (state == null) {
      return q.matmul(k);
    }
    return inPlace ? state.addMatmulInPlace(q, k) : state.addMatmul(q, k);
  }

  private void keepState(Tensor correlations) {
    if (state != correlations) {
      closeState();
      state = correlations.retain();
    }
  }

  /** Memory of one size, used in all steps: fresh memory of that size is slow. */
  private Tensor space(Tensor like) {
    if (space == null) {
      space = Tensor.zeros(like.precision(), like.device(), like.shape()).retain();
    }
    return space;
  }

  private void closeState() {
    if (state != null) {
      state.close();
      state = null;
    }
  }

  @Override
  public void close() {
    embeddings.close();
    closeState();
    if (space != null) {
      space.close();
      space = null;
    }
  }

  /** {@code [n, c, h, w]} to {@code [n, h*w, c]}: a view where channels are fastest. */
  private static Tensor rows(Tensor feature) {
    return feature.permute(0, 2, 3, 1).reshape(feature.size(0), -1, feature.size(1));
  }
}
