package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.network.Pass.Reach;
import org.selfsame.tensor.Precision;

/** Gradients in training, against central differences. */
class RnanGradientTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'softmax': 'KEYS'",
        "'softmax': 'QUERIES'",
        "'imageChannels': 3, 'blocks': 3",
        "'imageChannels': 3, 'scale': 2",
        "'imageChannels': 3, 'scale': 3, 'softmax': 'QUERIES'",
        "'imageChannels': 3, 'scale': 4"
      })
  void gradientsAreSlopes(String changes) {
    try (Rnan network = RandomRnan.of(tiny(changes), 1)) {
      new GradientCheck(network, Reach.PATCH).expectSlopes();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, KEYS, 0.99999",
    "FP32, QUERIES, 0.99999",
    "BF16, KEYS, 0.99",
    "BF16, QUERIES, 0.99"
  })
  void gradientsOfFewerBitsPointTheSameWay(Precision precision, String softmax, double cosine) {
    try (Rnan network = RandomRnan.of(tiny("'softmax': '" + softmax + "'"), 1)) {
      assertThat(new GradientCheck(network, Reach.PATCH).cosine(precision)).isGreaterThan(cosine);
    }
  }

  private static RnanConfig tiny(String changes) {
    return RandomRnan.config("'features': 4, " + changes);
  }
}
