package org.selfsame.tensor;

import java.util.List;

/**
 * A function of tensors that computes its gradients itself. Automatic differentiation keeps every
 * intermediate result until {@link Tensor#backward}; such a function keeps only its inputs, and
 * recomputes what its gradients need.
 *
 * <pre>{@code
 * record Cube() implements DifferentiableFunction {
 *   public Tensor forward(List<Tensor> inputs) {
 *     return inputs.get(0).square().mul(inputs.get(0));
 *   }
 *
 *   public List<Tensor> gradients(List<Tensor> inputs, Tensor gradient) {
 *     return List.of(inputs.get(0).square().mul(3).mul(gradient));
 *   }
 * }
 *
 * Tensor cube = new Cube().apply(x);
 * }</pre>
 */
public interface DifferentiableFunction {
  /**
   * Computes the function. Gradients are not recorded inside.
   *
   * @return a new tensor, not a view of an input
   */
  Tensor forward(List<Tensor> inputs);

  /**
   * Computes the gradients of a number that depends on the inputs through the function alone.
   * Called by {@link Tensor#backward}, on a thread that libtorch chooses, with nothing recorded for
   * gradients.
   *
   * @param inputs those of {@link #forward}
   * @param gradient of the number with respect to the function's result, of its shape
   * @return the gradient with respect to each input, of its shape; or null where it is zero or the
   *     input needs none
   */
  List<Tensor> gradients(List<Tensor> inputs, Tensor gradient);

  /**
   * Computes the function so that {@link Tensor#backward} passes its gradients on. The inputs must
   * not change before that; their memory is kept until then.
   */
  default Tensor apply(Tensor... inputs) {
    List<Tensor> given = List.of(inputs);
    try (TensorScope scope = TensorScope.open()) {
      Tensor result;
      try (TensorScope without = TensorScope.withoutGradients()) {
        result = without.keep(forward(given));
      }
      boolean recorded =
          TensorScope.recordsGradients() && given.stream().anyMatch(Tensor::needsGradient);
      return scope.keep(
          recorded
              ? new FunctionGradients(given, this::gradients, this).attach(result, given)
              : result);
    }
  }
}
