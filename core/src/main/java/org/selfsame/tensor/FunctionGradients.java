package org.selfsame.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.PointerConsumer;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch;

/**
 * Feeds the gradients of one call of a {@link DifferentiableFunction} into automatic
 * differentiation, to which the binding cannot add a function.
 *
 * <p>A zero is added to the result: the sum of no elements of each input. Its gradients are zeros,
 * whatever the result's is, and are visited after it. So a hook on the result computes the inputs'
 * gradients, and a hook on a view of each input writes its gradient over the zeros.
 *
 * <p>The hooks must live as long as the recorded graph, which does not say when it is freed. So it
 * holds a sentinel: one more number in the sum, in memory that libtorch asks us to free.
 */
final class FunctionGradients {
  /** Those whose graph is alive, by the address of its sentinel. */
  private static final Map<Long, FunctionGradients> ALIVE = new ConcurrentHashMap<>();

  /** Called by libtorch when a graph is freed. */
  private static final PointerConsumer RELEASE = retained(new Release());

  private final BiFunction<List<Tensor>, Tensor, List<Tensor>> function;
  private final Object name;
  private final List<Tensor> inputs = new ArrayList<>();
  private final Tensor[] gradients; // null where zero or not needed
  private final BitSet needed = new BitSet();
  private final List<VoidTensorHook> hooks = new ArrayList<>();
  private final FloatPointer sentinel = retained(new FloatPointer(1)).put(0);
  private boolean computed;

  private static final class Release extends PointerConsumer {
    @Override
    public void call(Pointer memory) {
      ALIVE.remove(memory.address()).close();
    }
  }

  /** Called with the gradient of the result. */
  private final class ResultHook extends VoidTensorHook {
    @Override
    public void call(TensorBase gradient) {
      try (gradient;
          TensorScope scope = TensorScope.withoutGradients()) {
        compute(Tensor.of(gradient));
      }
    }
  }

  /** Called with zeros in place of an input's gradient. */
  private final class InputHook extends VoidTensorHook {
    private final int index;

    InputHook(int index) {
      this.index = index;
    }

    @Override
    public void call(TensorBase zeros) {
      try (zeros;
          TensorScope scope = TensorScope.withoutGradients();
          Tensor gradient = gradients[index]) {
        if (gradient != null) {
          Tensor.of(zeros).copyInPlace(gradient);
        }
      }
    }
  }

  /**
   * Makes those of one call.
   *
   * @param function computes them, of the inputs and the result's gradient
   * @param name what errors call the function, as text
   */
  FunctionGradients(
      List<Tensor> inputs, BiFunction<List<Tensor>, Tensor, List<Tensor>> function, Object name) {
    this.function = function;
    this.name = name;
    this.gradients = new Tensor[inputs.size()];
    for (Tensor input : inputs) {
      this.inputs.add(input.detach().retain());
    }
  }

  /** Returns a result through which gradients flow to the inputs. */
  Tensor attach(Tensor result, List<Tensor> originals) {
    ALIVE.put(sentinel.address(), this);
    Tensor zero = Tensor.of(torch.from_blob(sentinel, new long[] {1}, RELEASE));
    zero.handle.requires_grad_(true);
    zero = zero.sum();
    for (int i = 0; i < originals.size(); i++) {
      Tensor original = originals.get(i);
      if (original.needsGradient()) {
        needed.set(i);
        Tensor view = original.viewOfItself();
        view.handle.register_hook(hook(new InputHook(i)));
        zero = zero.add((view.dimensions() == 0 ? view.view(1) : view).narrow(0, 0, 0).sum());
      }
    }
    Tensor attached = result.detach().addInPlace(zero);
    attached.handle.register_hook(hook(new ResultHook()));
    return attached;
  }

  private VoidTensorHook hook(VoidTensorHook hook) {
    hooks.add(retained(hook));
    return hook;
  }

  private void compute(Tensor gradient) {
    if (computed) {
      throw new IllegalStateException(
          "gradients of "
              + name
              + " were asked for a second time: expected one backward for each call");
    }
    computed = true;
    List<Tensor> results = function.apply(inputs, gradient);
    if (results.size() != gradients.length) {
      throw new IllegalStateException(
          "%s gave %d gradients: expected one for each of its %d inputs"
              .formatted(name, results.size(), gradients.length));
    }
    for (int i = 0; i < gradients.length; i++) {
      Tensor result = results.get(i);
      if (result != null) {
        requireShapeOf(inputs.get(i), result, i);
        gradients[i] = needed.get(i) ? result.detach().retain() : null;
      }
    }
    inputs.forEach(Tensor::close);
  }

  private void requireShapeOf(Tensor input, Tensor gradient, int index) {
    if (!Arrays.equals(input.shape(), gradient.shape())) {
      throw new IllegalStateException(
          "%s gave a gradient %s for input %d: expected the shape of %s"
              .formatted(name, gradient, index, input));
    }
  }

  /** Frees all that is left. */
  private void close() {
    inputs.forEach(Tensor::close);
    for (Tensor gradient : gradients) {
      if (gradient != null) {
        gradient.close();
      }
    }
    hooks.forEach(Pointer::close);
    sentinel.close();
  }

  /** Keeps a native object out of the open scope's hands. */
  private static <P extends Pointer> P retained(P pointer) {
    return pointer.retainReference();
  }
}
