package org.selfsame.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

class LayerTest {
  private static final Weights RANDOM =
      weight -> RandomNumbers.tensor(weight.name().hashCode(), weight.shape());

  private static Convolution convolution(String name, int in, int out, int kernel) {
    return Convolution.of(name, in, out, kernel, Initial.FAN_IN);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 5, 7", "3, 1, 5, 7", "3, 2, 3, 4"})
  void aConvolutionHasAResultForEachPixelOfItsStride(int kernel, int stride, int rows, int cols) {
    Convolution layer = convolution("c", 2, 3, kernel).withStride(stride);
    assertThat(layer.products()).isEqualTo(6L * kernel * kernel);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      assertThat(layer.apply(RandomNumbers.tensor(1, 1, 2, 5, 7), RANDOM).shape())
          .containsExactly(1, 3, rows, cols);
    }
  }

  @Test
  void aTransposedConvolutionEnlargesByItsStride() {
    Convolution like = convolution("t", 2, 2, 6);
    TransposedConvolution layer = new TransposedConvolution(like.weight(), like.bias(), 2);
    try (TensorScope scope = TensorScope.withoutGradients()) {
      assertThat(layer.apply(RandomNumbers.tensor(1, 1, 2, 5, 7), RANDOM).shape())
          .containsExactly(1, 2, 10, 14);
    }
  }

  @Test
  void aGroupHasTheWeightsAndProductsOfItsLayersInOrder() {
    ResidualBlock block =
        new ResidualBlock(convolution("first", 4, 2, 3), convolution("second", 2, 4, 1));
    assertThat(block.weights())
        .extracting(Weight::name)
        .containsExactly("first.weight", "first.bias", "second.weight", "second.bias");
    assertThat(block.products()).isEqualTo(4 * 2 * 9 + 2 * 4);
  }

  @Test
  void aResidualBlockAddsToItsInput() {
    ResidualBlock block = new ResidualBlock(convolution("a", 2, 2, 3), convolution("b", 2, 2, 3));
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor x = RandomNumbers.tensor(1, 1, 2, 4, 4);
      Weights zeros = weight -> Tensor.of(new float[weight.elements()], Device.CPU, weight.shape());
      assertThat(block.apply(x, zeros).toFloats()).containsExactly(x.toFloats());
    }
  }

  @Test
  void layersBeginWithWhatTheySay() {
    SplittableRandom random = new SplittableRandom(1);
    Convolution layer = convolution("c", 4, 6, 3);
    float bound = (float) Math.sqrt(1.0 / (4 * 9));
    float[] weights = layer.weight().initial().values(layer.weight().shape(), random);
    assertThat(weights).hasSize(6 * 4 * 9);
    for (float weight : weights) {
      assertThat(weight).isBetween(-bound, bound);
    }
    assertThat(layer.bias().initial().values(layer.bias().shape(), random))
        .containsExactly(new float[6]);
    assertThat(Initial.of(2, 3).values(new long[] {2}, random)).containsExactly(2, 3);
  }

  @Test
  void unitsOfFilesRoundNothing() {
    float[] values = RandomNumbers.normal(1, 100);
    Weight weight = convolution("c", 4, 6, 3).exactly().weight().inUnitsOf(256);
    assertThat(weight.toFile(weight.fromFile(values))).containsExactly(values);
    assertThat(weight.toFile(new float[] {1})).containsExactly(256);
    assertThat(weight.exact()).isTrue();
  }
}
