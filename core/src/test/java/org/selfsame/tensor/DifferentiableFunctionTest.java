package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DifferentiableFunctionTest {
  /** {@code a^2 b}, elementwise. */
  private static final class SquareTimes implements DifferentiableFunction {
    int backwards;

    @Override
    public Tensor forward(List<Tensor> inputs) {
      return inputs.get(0).square().mul(inputs.get(1));
    }

    @Override
    public List<Tensor> gradients(List<Tensor> inputs, Tensor gradient) {
      backwards++;
      Tensor a = inputs.get(0);
      return List.of(a.mul(inputs.get(1)).mul(2).mul(gradient), a.square().mul(gradient));
    }

    @Override
    public String toString() {
      return "square times";
    }
  }

  private interface Gradients {
    List<Tensor> of(List<Tensor> inputs, Tensor gradient);
  }

  /** The sum of its inputs, with gradients of a test's own. */
  private record Sum(Gradients rule) implements DifferentiableFunction {
    @Override
    public Tensor forward(List<Tensor> inputs) {
      return inputs.get(0).add(inputs.get(inputs.size() - 1));
    }

    @Override
    public List<Tensor> gradients(List<Tensor> inputs, Tensor gradient) {
      return rule.of(inputs, gradient);
    }

    @Override
    public String toString() {
      return "sum";
    }
  }

  private static Tensor plain(Tensor a, Tensor b) {
    return a.square().mul(b);
  }

  private static Tensor own(Tensor a, Tensor b) {
    return new SquareTimes().apply(a, b);
  }

  /** A parameter and what {@link Tensor#backward} adds to it. */
  private record Parameter(Tensor value, Tensor gradient) {
    static Parameter of(long seed, Precision precision, long... shape) {
      Tensor gradient = Tensor.zeros(precision, Device.CPU, shape);
      Tensor value = RandomNumbers.tensor(seed, shape).to(precision);
      return new Parameter(value.collectGradient(gradient), gradient);
    }
  }

  /** The result and both gradients of a small network around the function, used twice. */
  private static List<float[]> network(BinaryOperator<Tensor> function, Precision precision) {
    try (TensorScope scope = TensorScope.open()) {
      Parameter x = Parameter.of(1, precision, 3, 5);
      Parameter y = Parameter.of(2, precision, 5, 3);
      Tensor hidden = x.value.mul(0.5).add(1);
      Tensor first = function.apply(hidden, y.value.transpose(0, 1)); // used here and below
      Tensor second;
      try (TensorScope nested = TensorScope.open()) {
        second = nested.keep(function.apply(first.add(hidden), first.mul(y.value.transpose(0, 1))));
      }
      Tensor loss = second.add(first).square().mean();
      loss.backward();
      return List.of(second.toFloats(), x.gradient.toFloats(), y.gradient.toFloats());
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreThoseOfThePlainForm(Precision precision) {
    List<float[]> expected = network(DifferentiableFunctionTest::plain, precision);
    List<float[]> actual = network(DifferentiableFunctionTest::own, precision);
    double tolerance = precision == Precision.BF16 ? 0.05 : 1e-6;
    for (int k = 0; k < expected.size(); k++) {
      for (int i = 0; i < expected.get(k).length; i++) {
        double value = expected.get(k)[i];
        assertThat((double) actual.get(k)[i])
            .as("result %d, element %d", k, i)
            .isCloseTo(value, within(tolerance * (1 + Math.abs(value))));
      }
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP64, 4);
      Parameter b = Parameter.of(2, Precision.FP64, 4);
      own(a.value, b.value).square().sum().backward();
      float[] ofA = a.gradient.toFloats();
      float[] ofB = b.gradient.toFloats();
      double step = 1e-5;
      for (int i = 0; i < 4; i++) {
        float[] unit = new float[4];
        unit[i] = 1;
        Tensor delta = Tensor.of(unit, Device.CPU, 4).to(Precision.FP64).mul(step);
        double slopeA =
            plain(a.value.add(delta), b.value).square().sum().item()
                - plain(a.value.sub(delta), b.value).square().sum().item();
        double slopeB =
            plain(a.value, b.value.add(delta)).square().sum().item()
                - plain(a.value, b.value.sub(delta)).square().sum().item();
        assertThat((double) ofA[i]).isCloseTo(slopeA / (2 * step), within(1e-4));
        assertThat((double) ofB[i]).isCloseTo(slopeB / (2 * step), within(1e-4));
      }
    }
  }

  @Test
  void theResultIsThatOfForwardInItsOwnMemory() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 2, 3);
      Parameter b = Parameter.of(2, Precision.FP32, 2, 3);
      assertThat(own(a.value, b.value).toFloats())
          .containsExactly(plain(a.value, b.value).toFloats());
    }
  }

  @Test
  void withoutGradientsNothingIsKept() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 3);
      Tensor constant = RandomNumbers.tensor(2, 3);
      SquareTimes function = new SquareTimes();
      Tensor ofConstants = function.apply(constant, constant).sum();
      assertThatThrownBy(ofConstants::backward).isInstanceOf(RuntimeException.class);
      try (TensorScope without = TensorScope.withoutGradients()) {
        Tensor result = function.apply(a.value, constant).sum();
        assertThatThrownBy(result::backward).isInstanceOf(RuntimeException.class);
      }
      assertThat(function.backwards).isZero();
    }
  }

  @Test
  void anInputThatNeedsNoGradientMayHaveNone() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 3);
      Tensor constant = RandomNumbers.tensor(2, 3);
      new Sum((inputs, gradient) -> Arrays.asList(gradient, null))
          .apply(a.value, constant)
          .sum()
          .backward();
      assertThat(a.gradient.toFloats()).containsOnly(1);
      own(a.value, constant).sum().backward(); // and one that is computed is left out
      assertThat(a.gradient.norm().item()).isPositive();
    }
  }

  @Test
  void aNullGradientIsZero() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 3);
      Parameter b = Parameter.of(2, Precision.FP32, 3);
      new Sum((inputs, gradient) -> Arrays.asList(null, gradient))
          .apply(a.value, b.value)
          .sum()
          .backward();
      assertThat(a.gradient.toFloats()).containsOnly(0);
      assertThat(b.gradient.toFloats()).containsOnly(1);
    }
  }

  @Test
  void inputsMayBeSingleNumbersOrEmptyAndOfOtherPrecisions() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter number = Parameter.of(1, Precision.FP64);
      Parameter empty = Parameter.of(2, Precision.FP32, 0, 3);
      Parameter b = Parameter.of(3, Precision.BF16, 3);
      new Sum((inputs, gradient) -> Arrays.asList(gradient.sum(), inputs.get(1), gradient))
          .apply(number.value, empty.value, b.value)
          .sum()
          .backward();
      assertThat(number.gradient.item()).isEqualTo(3);
      assertThat(b.gradient.toFloats()).containsOnly(1);
    }
  }

  @Test
  void theSameInputTwiceHasTheSumOfBothGradients() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 3);
      own(a.value, a.value).sum().backward();
      float[] x = a.value.toFloats();
      for (int i = 0; i < 3; i++) {
        assertThat(a.gradient.toFloats()[i]).isCloseTo(3 * x[i] * x[i], within(1e-5f));
      }
    }
  }

  @Test
  void infiniteNumbersSpoilOnlyTheGradientsTheyBelongTo() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 2);
      Parameter b = Parameter.of(2, Precision.FP32, 2);
      Tensor slopes = Tensor.of(new float[] {Float.POSITIVE_INFINITY, Float.NaN}, Device.CPU, 2);
      new Sum(
              (inputs, gradient) ->
                  List.of(Tensor.full(7, Precision.FP32, Device.CPU, 2), gradient))
          .apply(a.value, b.value)
          .mul(slopes)
          .sum()
          .backward();
      assertThat(a.gradient.toFloats()).containsOnly(7);
      assertThat(b.gradient.toFloats()).containsExactly(Float.POSITIVE_INFINITY, Float.NaN);
    }
  }

  @Test
  void gradientsOutliveTheScopesOfTheInputs() {
    Tensor loss;
    Parameter a;
    try (TensorScope outer = TensorScope.open()) {
      a = Parameter.of(1, Precision.FP32, 3);
      a.value.retain();
      a.gradient.retain();
      try (TensorScope scope = TensorScope.open()) {
        Tensor temporary = a.value.mul(2);
        loss = own(temporary, Tensor.full(1, Precision.FP32, Device.CPU, 3)).sum().retain();
      }
    }
    loss.backward(); // outside of any scope
    float[] x = a.value.toFloats();
    assertThat(a.gradient.toFloats()).containsExactly(8 * x[0], 8 * x[1], 8 * x[2]);
    loss.close();
    a.value.close();
    a.gradient.close();
  }

  @Test
  void threadsMayUseAndFreeEachOthersResults() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 3);
      Tensor one = Tensor.full(1, Precision.FP32, Device.CPU, 3);
      SquareTimes function = new SquareTimes();
      Tensor loss =
          CompletableFuture.supplyAsync(() -> function.apply(a.value, one).sum().retain()).join();
      CompletableFuture.runAsync(
              () -> {
                loss.backward();
                loss.close();
              })
          .join();
      assertThat(function.backwards).isEqualTo(1);
      assertThat(a.gradient.toFloats()).containsExactly(a.value.mul(2).toFloats());
    }
  }

  @Test
  void aSecondBackwardIsRefused() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 3);
      Tensor result = new Sum((inputs, gradient) -> List.of(gradient)).apply(a.value);
      result.sum().backward();
      assertThatThrownBy(result.sum()::backward)
          .hasMessageContaining(
              "gradients of sum were asked for a second time: expected one backward");
    }
  }

  @Test
  void anErrorInGradientsIsThatOfBackward() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 3);
      Tensor failing =
          new Sum(
                  (inputs, gradient) -> {
                    throw new UnsupportedOperationException("no slope here");
                  })
              .apply(a.value, a.value)
              .sum();
      assertThatThrownBy(failing::backward).hasMessageContaining("no slope here");
      assertThat(TensorScope.isOpen()).isTrue();
      own(a.value, a.value).sum().backward();
      assertThat(a.gradient.norm().item()).isPositive();
    }
  }

  @Test
  void gradientsOfWrongNumberOrShapeAreRefused() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 3);
      Tensor few = new Sum((inputs, gradient) -> List.of(gradient)).apply(a.value, a.value).sum();
      assertThatThrownBy(few::backward)
          .hasMessageContaining("sum gave 1 gradients: expected one for each of its 2 inputs");
      Tensor misshapen =
          new Sum((inputs, gradient) -> List.of(gradient, gradient.sum()))
              .apply(a.value, a.value)
              .sum();
      assertThatThrownBy(misshapen::backward)
          .hasMessageContaining(
              "sum gave a gradient Tensor[] fp32 for input 1: expected the shape of Tensor[3]");
    }
  }

  @Test
  void functionsMayBeDifferentiatedInsideGradients() {
    try (TensorScope scope = TensorScope.open()) {
      Parameter a = Parameter.of(1, Precision.FP32, 3);
      new Sum(
              (inputs, gradient) -> {
                Tensor inner = Tensor.zeros(Precision.FP32, Device.CPU, 3);
                try (TensorScope recording = TensorScope.withGradients()) {
                  Tensor leaf = inputs.get(0).detach().collectGradient(inner);
                  own(leaf, leaf).mul(gradient).sum().backward();
                }
                return Arrays.asList(inner, null);
              })
          .apply(a.value, a.value)
          .sum()
          .backward();
      float[] x = a.value.toFloats();
      for (int i = 0; i < 3; i++) {
        assertThat(a.gradient.toFloats()[i]).isCloseTo(3 * x[i] * x[i], within(1e-5f));
      }
    }
  }

  @Test
  void aThousandUsesLeaveNativeMemoryFlat() {
    Parameter a = Parameter.of(1, Precision.FP32, 256, 256);
    use(20, a);
    long objects = NativeObjects.count();
    long memory = Pointer.physicalBytes();
    use(1000, a);
    assertThat(NativeObjects.count()).isLessThanOrEqualTo(objects);
    assertThat(Pointer.physicalBytes() - memory).isLessThan(50L << 20);
    a.value.close();
    a.gradient.close();
  }

  /** Takes gradients of every second use, and lets every fourth fail. */
  private static void use(int count, Parameter a) {
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor loss = own(own(a.value, a.value).mul(0.5), a.value).mean();
        if (i % 4 == 1) {
          loss.backward();
        } else if (i % 4 == 3) {
          Tensor failing = new Sum((inputs, gradient) -> List.of()).apply(loss, loss);
          assertThatThrownBy(failing::backward).satisfies(failures::add);
        }
      }
    }
    assertThat(failures).hasSize(count / 4);
  }
}
