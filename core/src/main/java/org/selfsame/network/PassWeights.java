package org.selfsame.network;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;

/** A network's numbers for one pass, each converted once to the precision that it is used in. */
final class PassWeights {
  /** Of images, and of what is cheap enough not to be rounded. */
  private final Precision full;

  private final Map<String, Tensor> converted = new HashMap<>();

  /**
   * @param inFull which tensors stay in fp32 (fp64 if the pass is), by name
   */
  PassWeights(Parameters parameters, Precision precision, Predicate<String> inFull) {
    full = precision == Precision.FP64 ? Precision.FP64 : Precision.FP32;
    for (String name : parameters.names()) {
      converted.put(name, parameters.get(name).to(inFull.test(name) ? full : precision));
    }
  }

  Precision full() {
    return full;
  }

  Tensor get(String name) {
    return converted.get(name);
  }

  /** Convolves in the precision of the layer's weights. */
  Tensor conv(Tensor x, String layer, int stride, int padding) {
    Tensor weight = get(layer + ".weight");
    return x.to(weight.precision()).conv2d(weight, get(layer + ".bias"), stride, padding);
  }
}
