package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.selfsame.network.PlainChain.Layer;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.NativeObjects;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

class PlainChainTest {
  private static final int CHANNELS = 3;
  private static final int WIDTH = 6;

  @Test
  void eachRowIsReadAndMadeOnce() {
    int height = 29;
    int[] read = new int[height];
    int[] made = new int[height];
    try (TensorScope scope = TensorScope.withoutGradients()) {
      chain().stream(
          1,
          height,
          WIDTH,
          4,
          (from, to) -> {
            count(read, from, to);
            return zeros(to - from);
          },
          (from, rows) -> count(made, from, (int) (from + rows.size(2))));
    }
    assertThat(read).containsOnly(1);
    assertThat(made).containsOnly(1);
  }

  private static void count(int[] counts, int from, int to) {
    synchronized (counts) {
      for (int row = from; row < to; row++) {
        counts[row]++;
      }
    }
  }

  @Test
  void aStripsFailureEndsTheOthersToo() {
    failing();
    long before = NativeObjects.count();
    failing();
    assertThat(NativeObjects.count()).isLessThanOrEqualTo(before);
  }

  private static void failing() {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      PlainChain chain = chain();
      Assertions.assertTimeoutPreemptively(
          Duration.ofMinutes(1),
          () ->
              assertThatThrownBy(
                      () ->
                          chain.stream(
                              1,
                              40,
                              WIDTH,
                              8,
                              (from, to) -> {
                                if (from > 15) {
                                  throw new IllegalStateException("no such row");
                                }
                                return zeros(to - from);
                              },
                              (from, rows) -> {}))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessage("no such row"));
    }
  }

  private static Tensor zeros(int rows) {
    return Tensor.zeros(Precision.FP32, Device.CPU, 1, CHANNELS, rows, WIDTH);
  }

  private static PlainChain chain() {
    List<Layer> layers =
        IntStream.of(1, 2, 1)
            .mapToObj(
                dilation ->
                    new Layer(
                        RandomNumbers.tensor(1, CHANNELS, CHANNELS, 3, 3).channelsLast(),
                        RandomNumbers.tensor(2, CHANNELS),
                        dilation))
            .toList();
    return new PlainChain(layers, Precision.FP32);
  }
}
