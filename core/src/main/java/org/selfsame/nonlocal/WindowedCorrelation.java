package org.selfsame.nonlocal;

import java.util.Collections;
import java.util.List;
import org.selfsame.tensor.DifferentiableFunction;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * Correlations between each pixel and the window around it. Gradients are recomputed from the
 * embeddings of all steps, tile by tile: memory does not grow with the pairs.
 */
public final class WindowedCorrelation implements Correlation {
  /** One key in this many is looked at for their mean. */
  private static final long SAMPLED = 16;

  private final Affinity affinity;
  private final boolean propagate;
  private final Window window;
  private final int calls;
  private final Embeddings embeddings = new Embeddings(3);
  private WindowPlan plan;
  private WindowKernel kernel;
  private boolean stored;
  private int called;

  /**
   * Makes correlations that are 0 so far, and carried over from step to step if propagating.
   *
   * @param calls how many steps there will be, so that nothing is kept after the last; more are not
   *     allowed
   */
  public WindowedCorrelation(Affinity affinity, boolean propagate, Window window, int calls) {
    this.affinity = affinity;
    this.propagate = propagate;
    this.window = window;
    this.calls = calls;
  }

  /**
   * Returns how many numbers are kept for each pixel of a large image.
   *
   * @param embedding features of queries and keys
   * @param calls how many steps there are
   */
  public static long elementsPerPixel(Window window, int embedding, int calls) {
    long all = (long) embedding * calls;
    long side = window.block() == 1 ? (long) WindowPlan.TILE + window.size() - 1 : window.size();
    boolean stores = all > Embeddings.LARGEST && calls > 1;
    return 2 * Math.min(all, Embeddings.LARGEST) + (stores ? side * side : 0);
  }

  /** Returns the pixels that the pixel in row y and column x of an image sees. */
  public static Neighborhood neighborhood(
      int imageHeight, int imageWidth, Window window, int y, int x) {
    return new WindowPlan(imageHeight, imageWidth, window).neighborhood(y, x);
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
      Tensor q = rows(queries);
      Tensor k = rows(continued(keys));
      Tensor z;
      if (TensorScope.recordsGradients()) {
        embeddings.add(q, k);
        z = differentiable(images, v);
      } else {
        boolean center = affinity.isExponential() && v.precision() == Precision.BF16;
        k = center ? centered(k) : k;
        embeddings.add(q, k);
        boolean store = propagate && called < calls && isTimeToStore(v.precision());
        z = kernel.attend(embeddings.queries(), embeddings.keys(), v, store);
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

  /**
   * Keys less their mean. It changes a pixel's correlations by one number, which the softmax
   * cancels, and makes them smaller: less is rounded.
   */
  private static Tensor centered(Tensor keys) {
    long features = keys.size(3);
    long pixels = keys.elements() / features;
    // Any number near the mean will do, such as the mean of some pixels.
    long some = (pixels + SAMPLED - 1) / SAMPLED;
    Tensor mean =
        keys.strided(new long[] {some, features}, new long[] {SAMPLED * features, 1}, 0)
            .sum(0)
            .mul(1.0 / some)
            .view(features);
    // Several pixels as one: few features at a time are slow to subtract from.
    int together = (int) Math.min(16, Long.lowestOneBit(pixels));
    Tensor means = Tensor.concatenate(0, Collections.nCopies(together, mean));
    return keys.view(pixels / together, together * features).sub(means).view(keys.shape());
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
        return kernel.attend(inputs.get(0), inputs.get(1), inputs.get(2), false);
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
      called = 0;
    }
  }
}
