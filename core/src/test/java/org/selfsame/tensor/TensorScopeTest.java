package org.selfsame.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TensorScopeTest {
  private static final String FREED = "Tensor[freed]";

  /** Not a constant, so that arithmetic with it is done at run time. */
  private static volatile float half = 0.5f;

  @Test
  void closingAScopeFreesItsTensors() {
    Tensor tensor;
    try (TensorScope scope = TensorScope.open()) {
      tensor = ones(2);
      assertThat(tensor).hasToString("Tensor[2] fp32");
    }
    assertThat(tensor).hasToString(FREED);
  }

  @Test
  void aTensorBelongsToTheInnermostScope() {
    Tensor inner;
    Tensor outer;
    try (TensorScope scope = TensorScope.open()) {
      try (TensorScope nested = TensorScope.open()) {
        inner = ones(2);
      }
      outer = ones(2);
      assertThat(inner).hasToString(FREED);
      assertThat(outer.toFloats()).containsExactly(1, 1);
    }
    assertThat(outer).hasToString(FREED);
  }

  @Test
  void aKeptTensorMovesToTheScopeAround() {
    Tensor kept;
    try (TensorScope scope = TensorScope.open()) {
      try (TensorScope nested = TensorScope.open()) {
        kept = nested.keep(ones(2));
      }
      assertThat(kept.toFloats()).containsExactly(1, 1);
    }
    assertThat(kept).hasToString(FREED);
  }

  @Test
  void aTensorKeptByTheOutermostScopeBelongsToTheCaller() {
    Tensor kept;
    try (TensorScope scope = TensorScope.open()) {
      kept = scope.keep(ones(2));
    }
    assertThat(kept.toFloats()).containsExactly(1, 1);
    kept.close();
    assertThat(kept).hasToString(FREED);
  }

  @Test
  void aTensorThatWasKeptTwiceIsFreedByOneClose() {
    Tensor kept;
    try (TensorScope scope = TensorScope.open()) {
      kept = scope.keep(scope.keep(ones(2)).to(Precision.FP32));
    }
    assertThat(kept.toFloats()).containsExactly(1, 1);
    kept.close();
    assertThat(kept).hasToString(FREED);
  }

  @Test
  void aRetainedTensorOutlivesAllScopesUntilItIsClosed() {
    Tensor retained;
    try (TensorScope scope = TensorScope.open()) {
      try (TensorScope nested = TensorScope.open()) {
        retained = ones(2).retain().retain();
      }
    }
    assertThat(retained.toFloats()).containsExactly(1, 1);
    retained.close();
    assertThat(retained).hasToString(FREED);
  }

  @Test
  void aTensorMadeOutsideAnyScopeBelongsToTheCaller() {
    Tensor ours = ones(2);
    Tensor sum = ours.add(1).retain();
    try (TensorScope scope = TensorScope.open()) {
      scope.keep(ours);
    }
    assertThat(sum.toFloats()).containsExactly(2, 2);
    assertThat(ours.toFloats()).containsExactly(1, 1);
    ours.close();
    sum.close();
    assertThat(ours).hasToString(FREED);
    assertThat(sum).hasToString(FREED);
  }

  @Test
  void aTensorClosedInsideItsScopeIsFreedAtOnceAndOnlyOnce() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor tensor = ones(2);
      tensor.close();
      assertThat(tensor).hasToString(FREED);
      tensor.close();
    }
  }

  @Test
  void aViewKeepsTheMemoryOfAFreedTensor() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor view;
      try (TensorScope nested = TensorScope.open()) {
        view = nested.keep(RandomNumbers.tensor(1, 2, 3).narrow(1, 1, 1));
      }
      float[] values = RandomNumbers.normal(1, 6);
      assertThat(view.toFloats()).containsExactly(values[1], values[4]);
    }
  }

  @Test
  void aScopeIsClosedAfterTheScopesInsideIt() {
    TensorScope outer = TensorScope.open();
    TensorScope inner = TensorScope.open();
    assertThatThrownBy(outer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("out of turn");
    inner.close();
    outer.close();
    outer.close();
    assertThat(TensorScope.isOpen()).isFalse();
  }

  @Test
  void aScopeIsClosedByItsOwnThread() {
    try (TensorScope scope = TensorScope.open()) {
      assertThatThrownBy(() -> CompletableFuture.runAsync(scope::close).join())
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void scopesOfOneThreadDoNotHoldTensorsOfAnother() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor theirs = CompletableFuture.supplyAsync(() -> ones(2)).join();
      scope.close();
      assertThat(theirs.toFloats()).containsExactly(1, 1);
      theirs.close();
    }
  }

  @Test
  void denormalNumbersAreFlushedInsideAScopeOnly() {
    Tensor denormal = Tensor.of(new float[] {Float.MIN_NORMAL / 2}, Device.CPU, 1);
    Tensor before = denormal.mul(0.5);
    Tensor inside;
    try (TensorScope scope = TensorScope.open()) {
      try (TensorScope nested = TensorScope.open()) {
        inside = denormal.mul(0.5).retain();
      }
    }
    Tensor after = denormal.mul(0.5);
    assertThat(before.item()).isEqualTo(Float.MIN_NORMAL / 4);
    assertThat(inside.item()).isZero();
    assertThat(after.item()).isEqualTo(Float.MIN_NORMAL / 4);
    denormal.close();
    before.close();
    inside.close();
    after.close();
  }

  @Test
  void aNestedScopeThatEndsLeavesDenormalNumbersFlushed() {
    Tensor denormal = Tensor.of(new float[] {Float.MIN_NORMAL / 2}, Device.CPU, 1);
    Tensor product;
    try (TensorScope scope = TensorScope.open()) {
      TensorScope.withoutGradients().close();
      product = scope.keep(denormal.mul(0.5));
    }
    assertThat(product.item()).isZero();
    denormal.close();
    product.close();
  }

  @Test
  void denormalNumbersOfJavaAreLeftAloneOutsideScopes() {
    assertThatThrownBy(
            () -> {
              try (TensorScope scope = TensorScope.open()) {
                throw new IllegalStateException();
              }
            })
        .isInstanceOf(IllegalStateException.class);
    expectDenormal(Float.MIN_NORMAL * half);
    try (TensorScope scope = TensorScope.open()) {
      expectDenormal(CompletableFuture.supplyAsync(() -> Float.MIN_NORMAL * half).join());
    }
  }

  /** Compares bits: to a comparison of numbers, flushed ones are all equal. */
  private static void expectDenormal(float actual) {
    assertThat(Float.floatToRawIntBits(actual)).isEqualTo(0x00400000);
  }

  private static Tensor ones(long... shape) {
    return Tensor.full(1, Precision.FP32, Device.CPU, shape);
  }
}
