package org.selfsame.lab.training;

import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/** Adam (Kingma and Ba 2015) on one vector, with beta 0.9, 0.999 and epsilon 1e-8. */
final class Adam implements AutoCloseable {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Tensor weights;
  private final Tensor gradient;
  private final Tensor mean;
  private final Tensor variance;

  /**
   * Makes an optimizer at its first step.
   *
   * @param weights {@code [n]}, which it moves
   * @param gradient {@code [n]}, which it reads
   */
  Adam(Tensor weights, Tensor gradient) {
    this.weights = weights;
    this.gradient = gradient;
    try (TensorScope scope = TensorScope.withoutGradients()) {
      mean = Tensor.zeros(Precision.FP32, weights.device(), weights.elements()).retain();
      variance = Tensor.zeros(Precision.FP32, weights.device(), weights.elements()).retain();
    }
  }

  /**
   * Scales the gradient down to a norm if it has a higher one.
   *
   * @param norm the highest norm; 0 for any
   * @return the norm that it had
   */
  double clip(double norm) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      double found = gradient.norm().item();
      if (norm > 0 && found > norm) {
        gradient.mulInPlace(norm / found);
      }
      return found;
    }
  }

  /**
   * Moves the weights against the gradient (Algorithm 1).
   *
   * @param step the number of steps before
   */
  void step(long step, double learningRate) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      mean.lerpInPlace(gradient, 1 - BETA1);
      variance.mulInPlace(BETA2).addProductInPlace(gradient, gradient, 1 - BETA2);
      double correction1 = 1 - Math.pow(BETA1, step + 1.0);
      double correction2 = 1 - Math.pow(BETA2, step + 1.0);
      Tensor deviation = variance.sqrt().mulInPlace(1 / Math.sqrt(correction2)).add(EPSILON);
      weights.addQuotientInPlace(mean, deviation, -learningRate / correction1);
    }
  }

  /** Returns the running mean of gradients, to be saved or restored. */
  Tensor mean() {
    return mean;
  }

  /** Returns the running mean of squared gradients, to be saved or restored. */
  Tensor variance() {
    return variance;
  }

  @Override
  public void close() {
    mean.close();
    variance.close();
  }
}
