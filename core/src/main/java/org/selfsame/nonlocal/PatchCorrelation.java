package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** Attention over the whole patch, differentiable. */
final class PatchCorrelation implements Correlation {
  private final Affinity affinity;
  private final boolean propagate;
  private final List<Tensor> allQueries = new ArrayList<>();
  private final List<Tensor> allKeys = new ArrayList<>();

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
      Tensor q = rows(queries);
      Tensor k = rows(keys);
      if (propagate) {
        allQueries.add(q.retain());
        allKeys.add(k.retain());
        q = Tensor.concatenate(2, allQueries);
        k = Tensor.concatenate(2, allKeys);
      }
      Tensor correlations = q.matmul(k.transpose(1, 2));
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
    allQueries.forEach(Tensor::close);
    allKeys.forEach(Tensor::close);
    allQueries.clear();
    allKeys.clear();
  }

  /** {@code [n, c, h, w]} to {@code [n, h*w, c]}: a view where channels are fastest. */
  private static Tensor rows(Tensor feature) {
    return feature.permute(0, 2, 3, 1).reshape(feature.size(0), -1, feature.size(1));
  }
}
