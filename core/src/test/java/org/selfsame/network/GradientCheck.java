package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.selfsame.network.Pass.Reach;
import org.selfsame.network.layer.Weight;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * Gradients of a squared error in training, against central differences in double.
 *
 * @param reach which pixels a non-local operation sees
 */
record GradientCheck(Network network, Reach reach) {
  /** Entries of each weight tensor that are tried. */
  private static final int ENTRIES = 3;

  /** So small that hardly ever a ReLU switches within it. */
  private static final float STEP = 1e-6f;

  /** A number of a network, by its place among all trained ones. */
  private record Entry(String tensor, int index) {}

  void expectSlopes() {
    float[] gradient = gradient(Precision.FP64);
    double size = Math.sqrt(dot(gradient, gradient));
    assertThat(size).isPositive();
    for (Entry entry : entries()) {
      double slope = slope(entry.index);
      assertThat((double) gradient[entry.index])
          .as("%s, number %d", entry.tensor, entry.index)
          .isCloseTo(slope, within(1e-9 * size + 1e-4 * Math.abs(slope)));
    }
  }

  /** Returns the cosine of the angle to the exact gradient. */
  double cosine(Precision precision) {
    float[] exact = gradient(Precision.FP64);
    float[] rounded = gradient(precision);
    return dot(exact, rounded) / Math.sqrt(dot(exact, exact) * dot(rounded, rounded));
  }

  private float[] gradient(Precision precision) {
    network.parameters().gradient().fillInPlace(0);
    try (TensorScope scope = TensorScope.open()) {
      loss(precision).backward();
    }
    return network.parameters().gradient().toFloats();
  }

  private Tensor loss(Precision precision) {
    NetworkConfig config = network.config();
    long scale = config.scale();
    Tensor degraded = RandomNumbers.tensor(1, 2, config.inputChannels(), 6, 7);
    Tensor clean = RandomNumbers.tensor(2, 2, config.imageChannels(), scale * 6, scale * 7);
    return network.forward(degraded, new Pass(precision, true, reach)).sub(clean).square().sum();
  }

  private double slope(int index) {
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Tensor number = network.parameters().trained().narrow(0, index, 1);
      float value = (float) number.item();
      number.fillInPlace(value + STEP);
      double above = loss(Precision.FP64).item();
      number.fillInPlace(value - STEP);
      double below = loss(Precision.FP64).item();
      number.fillInPlace(value);
      return (above - below) / ((double) (value + STEP) - (value - STEP));
    }
  }

  /** Finds the places of weights in the vector of all by writing the places there. */
  private List<Entry> entries() {
    Parameters parameters = network.parameters();
    Random random = new Random(3);
    Tensor trained = parameters.trained();
    float[] values = trained.toFloats();
    float[] places = new float[values.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    List<Entry> entries = new ArrayList<>();
    try (TensorScope scope = TensorScope.withoutGradients()) {
      trained.copyInPlace(Tensor.of(places, Device.CPU, places.length));
      for (Weight weight : parameters.weights()) {
        if (weight.trained()) {
          String name = weight.name();
          float[] own = parameters.get(name).toFloats();
          for (int i = 0; i < ENTRIES; i++) {
            entries.add(new Entry(name, (int) own[random.nextInt(own.length)]));
          }
        }
      }
      trained.copyInPlace(Tensor.of(values, Device.CPU, values.length));
    }
    return entries;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
