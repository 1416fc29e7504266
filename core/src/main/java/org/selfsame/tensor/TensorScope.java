package org.selfsame.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.GradMode;

/**
 * A stretch of work on one thread whose tensors are freed together when it ends.
 *
 * <pre>{@code
 * try (TensorScope scope = TensorScope.open()) {
 *   Tensor hidden = input.conv2d(weight, bias, 1, 1).relu();
 *   return scope.keep(hidden.conv2d(weight2, bias2, 1, 1)); // hidden is freed, the result is not
 * }
 * }</pre>
 *
 * <p>Scopes nest. A tensor belongs to the innermost scope of the thread that made it; one made
 * outside any scope belongs to the caller, who closes it. Native memory never waits for the garbage
 * collector. What automatic differentiation still needs outlives the scope by itself.
 */
public final class TensorScope implements AutoCloseable {
  private static final ThreadLocal<TensorScope> CURRENT = new ThreadLocal<>();

  private final TensorScope outer;
  private final PointerScope natives;
  private final boolean recordedGradients;
  private final Thread thread = Thread.currentThread();
  private boolean closed;

  private TensorScope(boolean recordGradients) {
    outer = CURRENT.get();
    recordedGradients = recordsGradients();
    natives = new PointerScope();
    GradMode.set_enabled(recordGradients);
    if (outer == null) {
      // Softmax makes many denormal numbers, which would make it 5 times slower.
      Context.setFlushDenormal(true);
    }
    CURRENT.set(this);
  }

  /** Opens a scope inside the thread's present one. */
  public static TensorScope open() {
    return new TensorScope(recordsGradients());
  }

  /** Opens a scope in which, and in plain scopes inside it, nothing is recorded for gradients. */
  public static TensorScope withoutGradients() {
    return new TensorScope(false);
  }

  /**
   * Opens a scope in which gradients are recorded even inside a scope {@link #withoutGradients}, as
   * {@link DifferentiableFunction#gradients} may need.
   */
  public static TensorScope withGradients() {
    return new TensorScope(true);
  }

  /** Returns whether operations of this thread are recorded for gradients at present. */
  public static boolean recordsGradients() {
    Native.load();
    return GradMode.is_enabled();
  }

  static boolean isOpen() {
    return CURRENT.get() != null;
  }

  /**
   * Lets a tensor outlive this scope: it then belongs to the scope around, or to the caller if
   * there is none.
   *
   * @return the tensor
   */
  public Tensor keep(Tensor tensor) {
    if (outer == null) {
      tensor.retain();
    } else {
      outer.natives.attach(tensor.handle);
    }
    return tensor;
  }

  /**
   * Frees the scope's tensors.
   *
   * @throws IllegalStateException if it is not the innermost open scope of this thread
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (Thread.currentThread() != thread || CURRENT.get() != this) {
      throw new IllegalStateException(
          "a tensor scope was closed out of turn: expected the innermost scope of thread "
              + thread.getName());
    }
    closed = true;
    natives.close();
    GradMode.set_enabled(recordedGradients);
    if (outer == null) {
      Context.setFlushDenormal(false);
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
