package org.selfsame.nonlocal;

import java.util.List;
import org.selfsame.tensor.DifferentiableFunction;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** Attention over a window around each pixel. */
final class WindowedCorrelation implements Correlation {
  private final Affinity affinity;
  private final boolean propagate;
  private final Window window;
  private final int calls;
  private final Embeddings embeddings = new Embeddings(3);
  private WindowPlan plan;
  private WindowKernel kernel;
  private boolean stored;
  private double bound;
  private int called;

  WindowedCorrelation(Affinity affinity, boolean propagate, Window window, int calls) {
    this.affinity = affinity;
    this.propagate = propagate;
    this.window = window;
    this.calls = calls;
  }

  /** How many numbers are kept for each pixel of a large image. */
  static long elementsPerPixel(Window window, int embedding, int calls) {
    long all = (long) embedding * calls;
    long side = window.block() == 1 ? (long) WindowPlan.TILE + window.size() - 1 : window.size();
    boolean stores = all > Embeddings.LARGEST && calls > 1;
    return 2 * Math.min(all, Embeddings.LARGEST) + (stores ? side * side : 0);
  }

  @Override
  public Tensor attend(Tensor queries, Tensor keys, Tensor values) {
    int images = (int) values.size(0);
    if (plan == null) {
      plan = new WindowPlan((int) values.size(2), (int) values.size(3), window);
      kernel = new WindowKernel(affinity, plan, images, values.precision());
    }
    try (TensorScope scope = TensorScope.open()) {
      called++;
      Tensor v = rows(continued(values));
      embeddings.add(rows(queries), rows(continued(keys)));
      Tensor z;
      if (embeddings.needGradients() || v.needsGradient()) {
        z = differentiable(images, v);
      } else {
        bound = (propagate ? bound : 0) + bound(queries, keys);
        boolean store = propagate && called < calls && isTimeToStore(v.precision());
        z = kernel.attend(embeddings.queries(), embeddings.keys(), v, store, bound);
        if (store) {
          stored = true;
          embeddings.close();
        }
      }
      if (!propagate) {
        embeddings.close();
      }
      return scope.keep(z.permute(0, 3, 1, 2));
    }
  }

  /**
   * Once there is a state, writing it at every step costs less than longer products of fp32, and
   * more than those of bf16.
   */
  private boolean isTimeToStore(Precision precision) {
    return embeddings.isFull() || (stored && precision != Precision.BF16);
  }

  /** The longest query times the longest key: no product of the two is larger. */
  private static double bound(Tensor queries, Tensor keys) {
    return Math.sqrt(queries.square().sum(1).max() * keys.square().sum(1).max());
  }

  /** From the embeddings of all steps: a state would need its own gradients kept. */
  private Tensor differentiable(int images, Tensor values) {
    return new Attention(affinity, plan, images)
        .apply(embeddings.queries(), embeddings.keys(), values);
  }

  /** Of queries, keys and values. */
  private record Attention(Affinity affinity, WindowPlan plan, int images)
      implements DifferentiableFunction {
    @Override
    public Tensor forward(List<Tensor> inputs) {
      try (WindowKernel kernel = kernel(inputs)) {
        double unbounded = Double.POSITIVE_INFINITY;
        return kernel.attend(inputs.get(0), inputs.get(1), inputs.get(2), false, unbounded);
      }
    }

    @Override
    public List<Tensor> gradients(List<Tensor> inputs, Tensor gradient) {
      try (WindowKernel kernel = kernel(inputs)) {
        return kernel.gradients(inputs.get(0), inputs.get(1), inputs.get(2), gradient);
      }
    }

    private WindowKernel kernel(List<Tensor> inputs) {
      return new WindowKernel(affinity, plan, images, inputs.get(0).precision());
    }
  }

  private Tensor continued(Tensor feature) {
    return plan.isContinued()
        ? feature.padCircular(
            plan.columnsBefore(), plan.columnsAfter(), plan.rowsBefore(), plan.rowsAfter())
        : feature;
  }

  /** {@code [n, c, h, w]} to {@code [n, h, w, c]}: a view where channels are fastest. */
  private static Tensor rows(Tensor feature) {
    return feature.permute(0, 2, 3, 1).contiguous();
  }

  @Override
  public void close() {
    embeddings.close();
    if (kernel != null) {
      kernel.close();
      kernel = null;
      plan = null;
      stored = false;
      bound = 0;
      called = 0;
    }
  }
}
