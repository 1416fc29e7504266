package org.selfsame.network;

import java.util.HashMap;
import java.util.Map;
import org.selfsame.network.layer.Weight;
import org.selfsame.network.layer.Weights;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;

/** A network's numbers for one pass, each converted only once to the precision of its use. */
final class PassWeights implements Weights {
  private final Precision precision;
  private final Map<String, Tensor> converted = new HashMap<>();

  PassWeights(Parameters parameters, Precision precision) {
    this.precision = precision;
    for (Weight weight : parameters.weights()) {
      Precision own = weight.exact() ? full(precision) : precision;
      converted.put(weight.name(), parameters.get(weight.name()).to(own));
    }
  }

  /** Returns the precision of images, and of operations too cheap to be worth rounding. */
  static Precision full(Precision precision) {
    return precision == Precision.FP64 ? Precision.FP64 : Precision.FP32;
  }

  Precision full() {
    return full(precision);
  }

  Precision precision() {
    return precision;
  }

  @Override
  public Tensor get(Weight weight) {
    return converted.get(weight.name());
  }
}
