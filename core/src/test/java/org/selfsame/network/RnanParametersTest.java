package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFileException;

/** Names, shapes and units of files. */
class RnanParametersTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 462, 8957249", "3, 1, 462, 8959555", "3, 2, 468, 9107291"})
  void thePapersNetworkHasTheTensorsOfTheReleasedFilesInTheirOrder(
      int imageChannels, int scale, int tensors, long numbers) {
    try (Rnan network =
        new Rnan(new RnanConfig(imageChannels, 64, 10, Normalization.KEYS, scale), Device.CPU, 1)) {
      Map<String, WeightArray> arrays = network.parameters().toArrays();
      assertThat(names(arrays))
          .hasSize(tensors)
          .containsExactlyElementsOf(released(imageChannels, 64, 10, scale));
      long all = arrays.values().stream().mapToLong(array -> array.values().length).sum();
      assertThat(all).isEqualTo(numbers);
      // The two shifts of 3 x 3 weights and 3 biases are not trained.
      assertThat(network.parameters().count()).isEqualTo(scale == 1 ? all : all - 24);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 2, 1", "3, 6, 3, 3", "3, 4, 4, 4"})
  void otherSizesAreNamedAlike(int imageChannels, int features, int blocks, int scale) {
    RnanConfig config =
        new RnanConfig(imageChannels, features, blocks, Normalization.QUERIES, scale);
    try (Rnan network = new Rnan(config, Device.CPU, 1)) {
      assertThat(names(network.parameters().toArrays()))
          .containsExactlyElementsOf(released(imageChannels, features, blocks, scale));
    }
  }

  private static List<String> names(Map<String, WeightArray> arrays) {
    return arrays.entrySet().stream()
        .map(entry -> entry.getKey() + Arrays.toString(entry.getValue().shape()))
        .toList();
  }

  /** The state dict of the released code. */
  private static List<String> released(int image, int c, int blocks, int scale) {
    List<String> list = new ArrayList<>();
    if (scale > 1) {
      conv(list, "sub_mean", 3, 3, 1);
      conv(list, "add_mean", 3, 3, 1);
    }
    conv(list, "head.0", image, c, 3);
    block(list, "body_nl_low.0", c, true);
    for (int i = 0; i < blocks - 2; i++) {
      block(list, "body." + i, c, false);
    }
    conv(list, "body." + (blocks - 2), c, c, 3);
    block(list, "body_nl_high.0", c, true);
    switch (scale) {
      case 1 -> conv(list, "tail.0", c, image, 3);
      case 4 -> {
        conv(list, "tail.0.0", c, 4 * c, 3);
        conv(list, "tail.0.2", c, 4 * c, 3);
        conv(list, "tail.1", c, image, 3);
      }
      default -> {
        conv(list, "tail.0.0", c, scale * scale * c, 3);
        conv(list, "tail.1", c, image, 3);
      }
    }
    return list;
  }

  private static void block(List<String> list, String name, int c, boolean nonlocal) {
    String inside = name + ".body.0.";
    residual(list, inside + "RA_RB1.0", c);
    residual(list, inside + "RA_TB.0.body.0", c);
    residual(list, inside + "RA_TB.0.body.1", c);
    String mask = inside + "RA_MB.0.";
    if (nonlocal) {
      conv(list, mask + "MB_RB1.0.g", c, c / 2, 1);
      conv(list, mask + "MB_RB1.0.W", c / 2, c, 1);
      conv(list, mask + "MB_RB1.0.theta", c, c / 2, 1);
      conv(list, mask + "MB_RB1.0.phi", c, c / 2, 1);
      residual(list, mask + "MB_RB1.1", c);
    } else {
      residual(list, mask + "MB_RB1.0", c);
    }
    conv(list, mask + "MB_Down.0", c, c, 3);
    residual(list, mask + "MB_RB2.0", c);
    residual(list, mask + "MB_RB2.1", c);
    conv(list, mask + "MB_Up.0", c, c, 6);
    residual(list, mask + "MB_RB3.0", c);
    conv(list, mask + "MB_1x1conv.0", c, c, 1);
    residual(list, inside + "RA_tail.0", c);
    residual(list, inside + "RA_tail.1", c);
    conv(list, name + ".body.1", c, c, 3);
  }

  private static void residual(List<String> list, String name, int c) {
    conv(list, name + ".body.0", c, c, 3);
    conv(list, name + ".body.2", c, c, 3);
  }

  private static void conv(List<String> list, String name, int in, int out, int kernel) {
    list.add(name + ".weight[%d, %d, %d, %d]".formatted(out, in, kernel, kernel));
    list.add(name + ".bias[%d]".formatted(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'blocks': 3, 'imageChannels': 3", "'imageChannels': 3, 'scale': 4"})
  void weightsAreWrittenAsTheyWereRead(String changes) throws WeightFileException {
    RnanConfig config = RandomRnan.config(changes);
    Map<String, WeightArray> weights = RandomRnan.weights(config, 5);
    try (Rnan network = Rnan.of(config, Device.CPU, weights, "file")) {
      assertThat(network.parameters().toArrays()).isEqualTo(weights);
      Map<String, WeightArray> others = RandomRnan.weights(config, 6);
      assertThat(others).isNotEqualTo(weights);
      network.parameters().load(others, "another file");
      assertThat(network.parameters().toArrays()).isEqualTo(others);
    }
  }

  @Test
  void anUntrainedNetworkHasZeroBiasesAndNoNonlocalEffect() {
    try (Rnan network = new Rnan(RandomRnan.config(""), Device.CPU, 1)) {
      network
          .parameters()
          .toArrays()
          .forEach(
              (name, array) -> {
                if (name.endsWith(".bias") || name.endsWith(".W.weight")) {
                  assertThat(array.values()).as(name).containsOnly(0);
                } else {
                  assertThat(array.values()).as(name).doesNotContain(0);
                }
              });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void theMeanThatIsTakenOffIsThatOfTheReleasedCode(int scale) {
    RnanConfig config = RandomRnan.config("'imageChannels': 3, 'scale': " + scale);
    try (Rnan network = new Rnan(config, Device.CPU, 1)) {
      Map<String, WeightArray> arrays = network.parameters().toArrays();
      float[] mean = {255 * 0.4488f, 255 * 0.4371f, 255 * 0.4040f};
      float[] negative = {-mean[0], -mean[1], -mean[2]};
      assertThat(arrays.get("add_mean.bias").values()).containsExactly(mean, within(1e-4f));
      assertThat(arrays.get("sub_mean.bias").values()).containsExactly(negative, within(1e-4f));
      for (String layer : List.of("sub_mean", "add_mean")) {
        assertThat(arrays.get(layer + ".weight").values())
            .containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
      }
    }
  }

  @Test
  void aMissingTensorIsNamed() {
    Map<String, WeightArray> weights = weights();
    weights.remove("body_nl_low.0.body.0.RA_MB.0.MB_RB1.0.theta.bias");
    expectRefused(
        weights,
        "file has no tensor body_nl_low.0.body.0.RA_MB.0.MB_RB1.0.theta.bias of shape [4]:"
            + " it holds weights of another network or config");
  }

  @Test
  void anUnknownTensorIsNamed() {
    Map<String, WeightArray> weights = weights();
    weights.put("body.1.weight", weights.get("body.0.weight"));
    weights.put("training.step", weights.get("body.0.bias")); // which is no weight
    expectRefused(
        weights,
        "file has the tensor body.1.weight, which this network does not know: it holds weights of"
            + " another network or config");
  }

  @Test
  void aTensorOfAnotherShapeIsNamed() {
    Map<String, WeightArray> weights = weights();
    weights.put("head.0.weight", new WeightArray(new long[] {8, 3, 3, 3}, new float[216]));
    expectRefused(
        weights,
        "file: tensor head.0.weight has shape [8, 3, 3, 3], expected [8, 1, 3, 3]: weights and"
            + " config do not match");
  }

  @Test
  void aNumberThatIsNotFiniteIsNamed() {
    Map<String, WeightArray> weights = weights();
    weights.put("tail.0.bias", new WeightArray(new long[] {1}, new float[] {Float.NaN}));
    expectRefused(
        weights,
        "file: tensor tail.0.bias holds NaN, expected finite numbers: the training diverged or the"
            + " file is damaged");
  }

  private static Map<String, WeightArray> weights() {
    return new LinkedHashMap<>(RandomRnan.weights(RandomRnan.config(""), 1));
  }

  private static void expectRefused(Map<String, WeightArray> weights, String message) {
    assertThatThrownBy(() -> Rnan.of(RandomRnan.config(""), Device.CPU, weights, "file"))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(message);
  }
}
