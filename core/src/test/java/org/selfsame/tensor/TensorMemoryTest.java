package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operations on tensors of 1 MB: one that is not freed shows. */
class TensorMemoryTest {
  private static final long MEGABYTE = 1 << 20;
  private static final long SLACK = 100 * MEGABYTE;

  @BeforeAll
  static void loadLibtorch() {
    Native.load();
  }

  @Test
  void tenThousandOperationsInScopesLeaveNativeMemoryFlat() {
    Tensor image = RandomNumbers.tensor(1, 1, 4, 256, 256);
    Tensor weight = RandomNumbers.tensor(2, 4, 4, 1, 1);
    Tensor bias = RandomNumbers.tensor(3, 4);
    useScopes(50, image, weight, bias);
    long pointers = Pointer.totalCount();
    long memory = Pointer.physicalBytes();
    useScopes(1000, image, weight, bias);
    assertThat(Pointer.physicalBytes() - memory).isLessThan(SLACK);
    // Objects of other tests may be collected meanwhile, but none may come to stay.
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
    image.close();
    weight.close();
    bias.close();
  }

  /** Ten operations a scope, each of which makes 1 MB. */
  private static void useScopes(int count, Tensor image, Tensor weight, Tensor bias) {
    for (int i = 0; i < count; i++) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor kept;
        try (TensorScope nested = TensorScope.withoutGradients()) {
          Tensor hidden = image.conv2d(weight, bias, 1, 0).relu();
          kept = nested.keep(hidden.mul(hidden));
        }
        Tensor sum = kept.add(image).add(1);
        Tensor first = sum.narrow(1, 0, 1);
        Tensor joined = Tensor.concatenate(1, List.of(first, first, first, first));
        joined.batchNorm(bias, bias, bias, bias.square(), false, 0.1, 1e-3);
        joined.channelsLast().softmax(1);
        joined.to(Precision.BF16).to(Precision.FP32).retain().close();
      }
    }
  }

  @Test
  void closedTensorsOutsideScopesLeaveNativeMemoryFlat() {
    useClose(50);
    long pointers = Pointer.totalCount();
    long memory = Pointer.physicalBytes();
    useClose(500);
    assertThat(Pointer.physicalBytes() - memory).isLessThan(SLACK);
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
  }

  private static void useClose(int count) {
    for (int i = 0; i < count; i++) {
      try (Tensor image = Tensor.full(1, Precision.FP32, Device.CPU, 1, 1, 512, 512);
          Tensor weight = Tensor.full(1, Precision.FP32, Device.CPU, 1, 1, 1, 1);
          Tensor bias = Tensor.zeros(Precision.FP32, Device.CPU, 1);
          Tensor convolved = image.conv2d(weight, bias, 1, 0);
          Tensor normalized = convolved.batchNorm(bias, bias, bias, bias, false, 0.1, 1e-3);
          Tensor joined = Tensor.concatenate(1, List.of(image, normalized))) {
        joined.mulInPlace(2).lerpInPlace(joined, 0.5).addInPlace(joined).retain();
        joined.sum(1).close();
        joined.add(1).close();
        joined.padCircular(1, 1, 1, 1).close();
      }
    }
  }

  @Test
  void gradientsLeaveNativeMemoryFlat() {
    Tensor weight = Tensor.full(1, Precision.FP32, Device.CPU, 512, 512);
    Tensor gradient = Tensor.zeros(Precision.FP32, Device.CPU, 512, 512);
    weight.collectGradient(gradient);
    useGradients(50, weight);
    long memory = Pointer.physicalBytes();
    useGradients(500, weight);
    assertThat(Pointer.physicalBytes() - memory).isLessThan(SLACK);
    weight.close();
    gradient.close();
  }

  private static void useGradients(int count, Tensor weight) {
    for (int i = 0; i < count; i++) {
      try (TensorScope scope = TensorScope.open()) {
        weight.mul(weight).relu().square().sum().backward();
      }
    }
  }

  @Test
  void theSizeOfTheProcessIsNotLimitedByThatOfTheJavaHeap() {
    assertThat(Pointer.maxPhysicalBytes()).isZero();
  }
}
