package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layout and arithmetic, against plain loops. */
class TensorTest {
  private final TensorScope scope = TensorScope.open();
  private final float[] x = RandomNumbers.normal(1, 24);
  private final float[] y = RandomNumbers.normal(2, 24);
  private final Tensor a = Tensor.of(x, Device.CPU, 2, 3, 4);
  private final Tensor b = Tensor.of(y, Device.CPU, 2, 3, 4);

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @Test
  void aTensorTellsItsShape() {
    assertThat(a.shape()).containsExactly(2, 3, 4);
    assertThat(a.dimensions()).isEqualTo(3);
    assertThat(a.elements()).isEqualTo(24);
    assertThat(a.size(1)).isEqualTo(3);
    assertThat(a.size(-1)).isEqualTo(4);
    assertThat(a.device()).isEqualTo(Device.CPU);
    assertThat(a).hasToString("Tensor[2, 3, 4] fp32");
    assertThat(a.sum().shape()).isEmpty();
  }

  @Test
  void valuesGoInAndOutUnchanged() {
    assertThat(a.toFloats()).containsExactly(x);
    float[] copy = new float[24];
    b.copyTo(copy);
    assertThat(copy).containsExactly(y);
    assertThat(Tensor.of(new float[0], Device.CPU, 0, 3).toFloats()).isEmpty();
    assertThat(Tensor.of(new float[] {7}, Device.CPU).item()).isEqualTo(7);
  }

  @Test
  void theArrayIsCopiedNotShared() {
    float first = x[0];
    x[0] = 99;
    assertThat(a.toFloats()[0]).isEqualTo(first);
  }

  @Test
  void valuesThatDoNotFitTheShapeAreRefused() {
    assertThatThrownBy(() -> Tensor.of(x, Device.CPU, 5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("24 values for a tensor of shape [5, 5]");
    assertThatThrownBy(() -> a.copyTo(new float[23]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("array of 23 for a tensor of 24 elements");
  }

  @Test
  void shapesThatDoNotFitEachOtherAreReported() {
    assertThatThrownBy(() -> a.add(b.narrow(2, 0, 3)))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("size");
    assertThatThrownBy(a::item).isInstanceOf(RuntimeException.class);
  }

  @Test
  void constantTensorsHoldTheirNumber() {
    assertThat(Tensor.zeros(Precision.FP32, Device.CPU, 2, 2).toFloats()).containsOnly(0);
    assertThat(Tensor.full(2.5, Precision.BF16, Device.CPU, 2, 2).toFloats()).containsOnly(2.5f);
  }

  @Test
  void permuteReordersDimensions() {
    Tensor permuted = a.permute(2, 0, 1);
    assertThat(permuted.shape()).containsExactly(4, 2, 3);
    // Index (k, i, j) of the result is (i, j, k) of the tensor.
    expect(permuted, n -> x[(n / 3 % 2) * 12 + (n % 3) * 4 + n / 6]);
    expect(permuted.contiguous(), n -> x[(n / 3 % 2) * 12 + (n % 3) * 4 + n / 6]);
  }

  @Test
  void transposeSwapsTwoDimensions() {
    assertThat(a.transpose(1, 2).shape()).containsExactly(2, 4, 3);
    expect(a.transpose(1, 2), n -> x[n / 12 * 12 + (n % 3) * 4 + n / 3 % 4]);
  }

  @Test
  void narrowTakesEntriesOfADimension() {
    Tensor narrowed = a.narrow(1, 1, 2);
    assertThat(narrowed.shape()).containsExactly(2, 2, 4);
    expect(narrowed, n -> x[n / 8 * 12 + 4 + n % 8]);
  }

  @Test
  void viewsShareTheirMemory() {
    a.view(24).narrow(0, 5, 1).fillInPlace(42);
    a.permute(2, 0, 1).narrow(0, 0, 1).narrow(1, 1, 1).narrow(2, 2, 1).fillInPlace(43);
    a.detach().view(4, 6).narrow(0, 0, 1).narrow(1, 0, 1).fillInPlace(44);
    float[] expected = x.clone();
    expected[5] = 42;
    expected[20] = 43;
    expected[0] = 44;
    assertThat(a.toFloats()).containsExactly(expected);
  }

  @Test
  void reshapeKeepsTheOrderOfElements() {
    assertThat(a.reshape(6, -1).shape()).containsExactly(6, 4);
    expect(a.reshape(6, -1), n -> x[n]);
    expect(a.transpose(1, 2).reshape(24), n -> x[n / 12 * 12 + (n % 3) * 4 + n / 3 % 4]);
  }

  @Test
  void concatenateJoinsAlongADimension() {
    Tensor joined = Tensor.concatenate(1, List.of(a, b.narrow(1, 0, 1)));
    assertThat(joined.shape()).containsExactly(2, 4, 4);
    expect(joined, n -> n % 16 < 12 ? x[n / 16 * 12 + n % 16] : y[n / 16 * 12 + n % 16 - 12]);
  }

  @Test
  void padCircularContinuesImages() {
    Tensor padded = a.view(1, 2, 3, 4).padCircular(1, 2, 3, 0);
    assertThat(padded.shape()).containsExactly(1, 2, 6, 7);
    expect(
        padded,
        n -> {
          int row = (n / 7 % 6 - 3 + 3) % 3;
          int column = (n % 7 - 1 + 4) % 4;
          return x[n / 42 * 12 + row * 4 + column];
        });
  }

  @Test
  void channelsLastKeepsTheValues() {
    Tensor image = a.view(2, 3, 2, 2);
    Tensor last = image.channelsLast();
    assertThat(last.shape()).containsExactly(2, 3, 2, 2);
    expect(last, n -> x[n]);
    assertThat(last.channelsLast()).isSameAs(last);
    // Channels are fastest in memory: this view would otherwise be impossible.
    assertThat(last.permute(0, 2, 3, 1).view(24).elements()).isEqualTo(24);
  }

  @Test
  void arithmeticIsElementByElement() {
    expectPairs(a.add(b), (u, v) -> u + v);
    expectPairs(a.sub(b), (u, v) -> u - v);
    expectPairs(a.mul(b), (u, v) -> u * v);
    expect(a.add(0.25), n -> x[n] + 0.25);
    expect(a.mul(-3), n -> x[n] * -3.0);
    expect(a.square(), n -> (double) x[n] * x[n]);
    expect(a.square().sqrt(), n -> Math.abs(x[n]));
    expect(a.relu(), n -> Math.max(0, x[n]));
  }

  @Test
  void shapesAreBroadcastFromTheLastDimensionOn() {
    Tensor row = b.view(24).narrow(0, 0, 4);
    expect(a.add(row), n -> x[n] + y[n % 4]);
    expect(a.mul(row.view(4).narrow(0, 0, 3).view(3, 1)), n -> x[n] * y[n / 4 % 3]);
  }

  @Test
  void sumsAndNormsGoOverAllElements() {
    double sum = 0;
    double squares = 0;
    for (float value : x) {
      sum += value;
      squares += value * value;
    }
    assertThat(a.sum().item()).isCloseTo(sum, within(1e-5));
    assertThat(a.mean().item()).isCloseTo(sum / 24, within(1e-6));
    assertThat(a.norm().item()).isCloseTo(Math.sqrt(squares), within(1e-5));
  }

  @Test
  void sumOverADimensionKeepsItAsOne() {
    assertThat(a.sum(1).shape()).containsExactly(2, 1, 4);
    expect(
        a.sum(1),
        n -> {
          int first = n / 4 * 12 + n % 4;
          return x[first] + x[first + 4] + x[first + 8];
        });
  }

  @Test
  void operationsInPlaceChangeTheTensorAndReturnIt() {
    assertThat(a.mulInPlace(2)).isSameAs(a);
    expect(a, n -> 2 * x[n]);
    assertThat(a.copyInPlace(b.to(Precision.FP64))).isSameAs(a);
    expect(a, n -> y[n]);
    assertThat(a.lerpInPlace(Tensor.of(x, Device.CPU, 2, 3, 4), 0.25)).isSameAs(a);
    expect(a, n -> y[n] + 0.25 * (x[n] - y[n]));
    assertThat(a.fillInPlace(1)).isSameAs(a);
    assertThat(a.addInPlace(b)).isSameAs(a);
    expect(a, n -> 1 + y[n]);
    a.fillInPlace(1);
    assertThat(a.addProductInPlace(b, b, -0.5)).isSameAs(a);
    expect(a, n -> 1 - 0.5 * y[n] * y[n]);
    a.fillInPlace(1);
    assertThat(a.addQuotientInPlace(Tensor.of(x, Device.CPU, 2, 3, 4), b, 2)).isSameAs(a);
    expect(a, n -> 1 + 2.0 * x[n] / y[n]);
  }

  private void expectPairs(Tensor actual, DoubleBinaryOperator expected) {
    expect(actual, n -> expected.applyAsDouble(x[n], y[n]));
  }

  private static void expect(Tensor actual, IntToDoubleFunction expected) {
    float[] values = actual.toFloats();
    for (int n = 0; n < values.length; n++) {
      double value = expected.applyAsDouble(n);
      assertThat((double) values[n])
          .as("element %d", n)
          .isCloseTo(value, within(1e-6 * (1 + Math.abs(value))));
    }
  }
}
