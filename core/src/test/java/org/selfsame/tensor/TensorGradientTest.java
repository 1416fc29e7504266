package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gradients of sum(relu(w x + b)^2), which are 2 relu(w x + b) (x, 1) where it is positive. */
class TensorGradientTest {
  private final TensorScope scope = TensorScope.open();
  private final float[] x = RandomNumbers.normal(1, 20);
  private final float[] w = RandomNumbers.normal(2, 20);
  private final float[] b = RandomNumbers.normal(3, 20);
  private final Tensor input = Tensor.of(x, Device.CPU, 20);
  private final Tensor weightGradient = Tensor.zeros(Precision.FP32, Device.CPU, 20);
  private final Tensor biasGradient = Tensor.zeros(Precision.FP32, Device.CPU, 20);
  private final Tensor weight = Tensor.of(w, Device.CPU, 20).collectGradient(weightGradient);
  private final Tensor bias = Tensor.of(b, Device.CPU, 20).collectGradient(biasGradient);

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private Tensor loss() {
    return weight.mul(input).add(bias).relu().square().sum();
  }

  @Test
  void gradientsArriveWhereTheyAreCollected() {
    loss().backward();
    expectGradients(1);
  }

  @Test
  void gradientsAreAddedToThoseBefore() {
    loss().backward();
    loss().mul(0.5).backward();
    expectGradients(1.5);
  }

  @Test
  void gradientsSurviveAnInnerScope() {
    Tensor loss;
    try (TensorScope nested = TensorScope.open()) {
      loss = nested.keep(loss());
    }
    loss.backward();
    expectGradients(1);
  }

  @Test
  void gradientsOfBf16ArithmeticAreCollectedInFp32() {
    weight.to(Precision.BF16).mul(input.to(Precision.BF16)).sum().backward();
    float[] collected = weightGradient.toFloats();
    for (int i = 0; i < collected.length; i++) {
      assertThat(collected[i]).isCloseTo(x[i], within(Math.abs(x[i]) / 256));
    }
  }

  @Test
  void noGradientFlowsThroughADetachedTensor() {
    weight.detach().mul(input).add(bias).relu().square().sum().backward();
    assertThat(weightGradient.toFloats()).containsOnly(0);
    assertThat(biasGradient.norm().item()).isPositive();
  }

  @Test
  void nothingIsRecordedWithoutGradientsNorInScopesInside() {
    Tensor loss;
    try (TensorScope without = TensorScope.withoutGradients()) {
      try (TensorScope inside = TensorScope.open()) {
        loss = without.keep(inside.keep(loss()));
      }
    }
    assertThatThrownBy(loss::backward).isInstanceOf(RuntimeException.class);
    loss().backward(); // and it is recorded again
    expectGradients(1);
  }

  @Test
  void readingATensorLeavesItsGradientAlone() {
    assertThat(weight.toFloats()).containsExactly(w);
    loss().backward();
    expectGradients(1);
  }

  @Test
  void theGradientOfAnAbsoluteValueIsItsSign() {
    weight.abs().mul(input).sum().backward();
    float[] collected = weightGradient.toFloats();
    for (int i = 0; i < collected.length; i++) {
      assertThat(collected[i]).isEqualTo(Math.signum(w[i]) * x[i]);
    }
  }

  @Test
  void theGradientOfTheSigmoidIsThatOfTheLogisticFunction() {
    weight.sigmoid().mul(input).sum().backward();
    float[] collected = weightGradient.toFloats();
    for (int i = 0; i < collected.length; i++) {
      double value = 1 / (1 + Math.exp(-w[i]));
      assertThat((double) collected[i]).isCloseTo(value * (1 - value) * x[i], within(1e-6));
    }
  }

  @Test
  void gradientsThroughLinearLayersAreTheirAdjoints() {
    Tensor filters = RandomNumbers.tensor(4, 4, 2, 6, 6);
    Tensor image = RandomNumbers.tensor(5, 2, 4, 3, 5);
    expectAdjoint(one -> one.convTranspose2d(filters, null, 2, 2), 2, 4, 3, 5);
    expectAdjoint(one -> image.convTranspose2d(one, null, 2, 2), 4, 2, 6, 6);
    expectAdjoint(one -> one.pixelShuffle(2), 2, 4, 3, 5);
    expectAdjoint(one -> one.padMirrored(1, 2), 2, 4, 3, 5);
    expectAdjoint(one -> one.padReplicate(2, 1), 2, 4, 3, 5);
    expectAdjoint(one -> one.pixelUnshuffle(2), 2, 3, 4, 6);
    Tensor apart = RandomNumbers.tensor(4, 3, 4, 3, 3);
    Tensor images = RandomNumbers.tensor(5, 2, 4, 6, 5);
    expectAdjoint(one -> one.dilatedConv2d(apart, null, 2, 2, 2), 2, 4, 6, 5);
    expectAdjoint(one -> images.dilatedConv2d(one, null, 2, 2, 2), 3, 4, 3, 3);
  }

  /** The product of y and f(x) changes with x as its gradient says, wherever x is. */
  private static void expectAdjoint(UnaryOperator<Tensor> layer, long... shape) {
    Tensor gradient = Tensor.zeros(Precision.FP32, Device.CPU, shape);
    Tensor result = layer.apply(RandomNumbers.tensor(6, shape).collectGradient(gradient));
    Tensor y = RandomNumbers.tensor(7, result.shape());
    result.mul(y).sum().backward();
    Tensor other = RandomNumbers.tensor(8, shape);
    double expected = layer.apply(other).mul(y).sum().item();
    assertThat(gradient.mul(other).sum().item())
        .isCloseTo(expected, within(1e-5 * y.norm().item() * other.norm().item()));
  }

  private void expectGradients(double scale) {
    float[] ofWeight = weightGradient.toFloats();
    float[] ofBias = biasGradient.toFloats();
    for (int i = 0; i < x.length; i++) {
      double slope = 2 * scale * Math.max(0, (double) w[i] * x[i] + b[i]);
      assertThat((double) ofBias[i]).isCloseTo(slope, within(1e-5));
      assertThat((double) ofWeight[i]).isCloseTo(slope * x[i], within(1e-5));
    }
  }
}
