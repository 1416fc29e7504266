package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.network.Pass.Reach;
import org.selfsame.tensor.Precision;

/** Gradients in training, against central differences. */
class NlrnGradientTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'affinity': 'EMBEDDED_GAUSSIAN'",
        "'affinity': 'SYMMETRIC_EMBEDDED_GAUSSIAN'",
        "'affinity': 'GAUSSIAN'",
        "'affinity': 'EUCLIDEAN'",
        "'affinity': 'DOT_PRODUCT'",
        "'affinity': 'EMBEDDED_DOT_PRODUCT'",
        "'noiseChannel': true, 'imageChannels': 3",
        "'tied': false",
        "'propagate': false",
        "'nonlocalEvery': 0",
        "'nonlocalEvery': 2, 'steps': 3",
        "'fold': 2",
        "'fold': 3, 'noiseChannel': true, 'imageChannels': 3"
      })
  void gradientsAreSlopes(String changes) {
    expectSlopes(changes, Reach.PATCH);
  }

  /** Images of 6 x 7 are larger than the window along both axes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'neighborhood': 5, 'affinity': 'EMBEDDED_GAUSSIAN'",
        "'neighborhood': 3, 'affinity': 'EUCLIDEAN', 'border': 'SHIFTED'",
        "'neighborhood': 3, 'affinity': 'EMBEDDED_DOT_PRODUCT'",
        "'neighborhood': 5, 'affinity': 'DOT_PRODUCT', 'border': 'SHIFTED'",
        "'neighborhood': 3, 'propagate': false",
        "'neighborhood': 5, 'steps': 3, 'tied': false",
        "'neighborhood': 3, 'fold': 2",
        "'neighborhood': 1, 'fold': 3, 'border': 'SHIFTED'"
      })
  void gradientsThroughWindowsAreSlopes(String changes) {
    expectSlopes(changes, Reach.WINDOW);
  }

  private static void expectSlopes(String changes, Reach reach) {
    try (Nlrn network = RandomNlrn.of(tiny(changes), 1)) {
      new GradientCheck(network, reach).expectSlopes();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, PATCH, 0.99999",
    "BF16, PATCH, 0.99",
    "FP32, WINDOW, 0.99999",
    "BF16, WINDOW, 0.99"
  })
  void gradientsOfFewerBitsPointTheSameWay(Precision precision, Reach reach, double cosine) {
    try (Nlrn network = RandomNlrn.of(tiny("'neighborhood': 5"), 1)) {
      assertThat(new GradientCheck(network, reach).cosine(precision)).isGreaterThan(cosine);
    }
  }

  private static NlrnConfig tiny(String changes) {
    return RandomNlrn.config("'channels': 4, 'embedding': 2, 'steps': 2, " + changes);
  }
}
