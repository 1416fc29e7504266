package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.network.Pass.Reach;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightArray;

/** Gradients of a squared error in training, against central differences in double. */
class NlrnGradientTest {
  /** Entries of each weight tensor that are tried. */
  private static final int ENTRIES = 3;

  /** So small that hardly ever a ReLU switches within it. */
  private static final float STEP = 1e-6f;

  /** A number of a network, by its place among all trained ones. */
  private record Entry(String tensor, int index) {}

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
        "'nonlocalEvery': 2, 'steps': 3"
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
        "'neighborhood': 5, 'steps': 3, 'tied': false"
      })
  void gradientsThroughWindowsAreSlopes(String changes) {
    expectSlopes(changes, Reach.WINDOW);
  }

  private static void expectSlopes(String changes, Reach reach) {
    try (Nlrn network = RandomNlrn.of(tiny(changes), 1)) {
      backward(network, Precision.FP64, reach);
      float[] gradient = network.parameters().gradient().toFloats();
      double size = Math.sqrt(dot(gradient, gradient));
      assertThat(size).isPositive();
      for (Entry entry : entries(network.parameters())) {
        double slope = slope(network, entry.index, reach);
        assertThat((double) gradient[entry.index])
            .as("%s, number %d", entry.tensor, entry.index)
            .isCloseTo(slope, within(1e-6 * size + 1e-4 * Math.abs(slope)));
      }
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
      backward(network, Precision.FP64, reach);
      float[] exact = network.parameters().gradient().toFloats();
      network.parameters().gradient().fillInPlace(0);
      backward(network, precision, reach);
      float[] rounded = network.parameters().gradient().toFloats();
      assertThat(dot(exact, rounded) / Math.sqrt(dot(exact, exact) * dot(rounded, rounded)))
          .isGreaterThan(cosine);
    }
  }

  private static NlrnConfig tiny(String changes) {
    return RandomNlrn.config("'channels': 4, 'embedding': 2, 'steps': 2, " + changes);
  }

  private static void backward(Nlrn network, Precision precision, Reach reach) {
    try (TensorScope scope = TensorScope.open()) {
      loss(network, precision, reach).backward();
    }
  }

  private static Tensor loss(Nlrn network, Precision precision, Reach reach) {
    NlrnConfig config = network.config();
    Tensor degraded = RandomNumbers.tensor(1, 2, config.inputChannels(), 6, 7);
    Tensor clean = RandomNumbers.tensor(2, 2, config.imageChannels(), 6, 7);
    return network.forward(degraded, new Pass(precision, true, reach)).sub(clean).square().sum();
  }

  private static double slope(Nlrn network, int index, Reach reach) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor number = network.parameters().trained().narrow(0, index, 1);
      float value = (float) number.item();
      number.fillInPlace(value + STEP);
      double above = loss(network, Precision.FP64, reach).item();
      number.fillInPlace(value - STEP);
      double below = loss(network, Precision.FP64, reach).item();
      number.fillInPlace(value);
      return (above - below) / ((double) (value + STEP) - (value - STEP));
    }
  }

  private static List<Entry> entries(Parameters parameters) {
    Random random = new Random(3);
    List<Entry> entries = new ArrayList<>();
    places(parameters)
        .forEach(
            (name, array) -> {
              if (!name.contains(".running_")) {
                for (int i = 0; i < ENTRIES; i++) {
                  int element = random.nextInt(array.values().length);
                  entries.add(new Entry(name, (int) array.values()[element]));
                }
              }
            });
    return entries;
  }

  /** Returns, for each weight, its place in the vector of all: by writing the places there. */
  private static Map<String, WeightArray> places(Parameters parameters) {
    Tensor trained = parameters.trained();
    float[] values = trained.toFloats();
    float[] places = new float[values.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    try (TensorScope scope = TensorScope.withoutGradients()) {
      trained.copyInPlace(Tensor.of(places, Device.CPU, places.length));
      Map<String, WeightArray> result = parameters.toArrays();
      trained.copyInPlace(Tensor.of(values, Device.CPU, values.length));
      return result;
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
