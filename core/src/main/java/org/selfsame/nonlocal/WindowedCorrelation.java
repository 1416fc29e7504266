package org.selfsame.nonlocal;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.tensor.DifferentiableFunction;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** Attention over a window that slides with the pixel. */
final class WindowedCorrelation implements Correlation {
  private final Affinity affinity;
  private final boolean propagate;
  private final int size;
  private final Border border;
  private final Embeddings embeddings = new Embeddings(3);
  private WindowPlan plan;
  private WindowKernel kernel;
  private boolean stored;

  WindowedCorrelation(Affinity affinity, boolean propagate, int size, Border border) {
    if (size < 1 || size % 2 == 0) {
      throw new IllegalArgumentException(
          "neighborhood of %d pixels: expected an odd number, such as %d"
              .formatted(size, Math.max(1, size + 1)));
    }
    this.affinity = affinity;
    this.propagate = propagate;
    this.size = size;
    this.border = border;
  }

  /** How many numbers are kept for each pixel of a large image. */
  static long elementsPerPixel(int size, int embedding, int steps) {
    long all = (long) embedding * steps;
    long side = (long) WindowPlan.TILE + size - 1;
    return 2 * Math.min(all, Embeddings.LARGEST) + (all > Embeddings.LARGEST ? side * side : 0);
  }

  @Override
  public Tensor attend(Tensor queries, Tensor keys, Tensor values) {
    int images = (int) values.size(0);
    if (plan == null) {
      plan = new WindowPlan((int) values.size(2), (int) values.size(3), size, border);
      kernel = new WindowKernel(affinity, plan, images);
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor v = columns(continued(values));
      embeddings.add(columns(queries), columns(continued(keys)));
      Tensor z;
      if (embeddings.needGradients() || v.needsGradient()) {
        z = differentiable(images, v);
      } else {
        boolean store = propagate && isTimeToStore(v.precision());
        z = kernel.attend(embeddings.queriesOfSteps(), embeddings.keysOfSteps(), v, store);
        if (store) {
          stored = true;
          embeddings.close();
        }
      }
      if (!propagate) {
        embeddings.close();
      }
      return scope.keep(z.permute(0, 3, 2, 1));
    }
  }

  /**
   * Once there is a state, writing it at every step costs less than longer products of fp32, and
   * more than those of bf16.
   */
  private boolean isTimeToStore(Precision precision) {
    return embeddings.isFull() || (stored && precision != Precision.BF16);
  }

  /** From the embeddings of all steps: a state would need its own gradients kept. */
  private Tensor differentiable(int images, Tensor values) {
    List<Tensor> inputs = new ArrayList<>(embeddings.queriesOfSteps());
    inputs.addAll(embeddings.keysOfSteps());
    inputs.add(values);
    return new Window(affinity, plan, images).apply(inputs.toArray(Tensor[]::new));
  }

  /** Of the queries of each step, the keys of each step, and the values. */
  private record Window(Affinity affinity, WindowPlan plan, int images)
      implements DifferentiableFunction {
    @Override
    public Tensor forward(List<Tensor> inputs) {
      int steps = inputs.size() / 2;
      try (WindowKernel kernel = new WindowKernel(affinity, plan, images)) {
        return kernel.attend(
            inputs.subList(0, steps),
            inputs.subList(steps, 2 * steps),
            inputs.get(2 * steps),
            false);
      }
    }

    @Override
    public List<Tensor> gradients(List<Tensor> inputs, Tensor gradient) {
      int steps = inputs.size() / 2;
      try (WindowKernel kernel = new WindowKernel(affinity, plan, images)) {
        return kernel.gradients(
            inputs.subList(0, steps),
            inputs.subList(steps, 2 * steps),
            inputs.get(2 * steps),
            gradient);
      }
    }
  }

  private Tensor continued(Tensor feature) {
    int y = plan.verticalPad();
    int x = plan.horizontalPad();
    return y == 0 && x == 0 ? feature : feature.padCircular(x, x, y, y);
  }

  /**
   * {@code [n, c, h, w]} to {@code [n, w, h, c]}: what a strip copies of a column lies together.
   */
  private static Tensor columns(Tensor feature) {
    return feature.permute(0, 3, 2, 1).contiguous();
  }

  @Override
  public void close() {
    embeddings.close();
    if (kernel != null) {
      kernel.close();
      kernel = null;
      plan = null;
      stored = false;
    }
  }
}
