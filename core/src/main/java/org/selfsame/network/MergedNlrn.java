package org.selfsame.network;

import org.selfsame.nonlocal.Correlation;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * A pass of an {@link Nlrn} that normalizes by given statistics and records no gradients. BatchNorm
 * is a scale and a shift of each channel then, and most of it can be merged into the convolutions
 * beside it:
 *
 * <pre>
 * a = ReLU(BN_1(s0))
 * for t = 1..T, with BN_t(x) = s_t x + r_t:
 *   z = softmax(E) a                               g after the average: its weights sum to 1
 *   m = a + g z + r_t2 / s_t2                      so the zeros around m are those around BN_t2
 *   b = ReLU((s_t3 conv_a s_t2) m + r_t3)
 *   a = ReLU(s_(t+1)1 conv_b b + BN_(t+1)1(s0))    the last one with output_norm
 * result = I + conv_end a
 * </pre>
 */
final class MergedNlrn {
  /** Scales below this are not divided by. */
  private static final double SMALLEST_SCALE = 1e-4;

  private final NlrnConfig config;
  private final Parameters parameters;
  private final Precision precision;
  private final Precision full;
  private final Correlation correlation;

  /** Whether a state's features may be overwritten once its module has averaged them. */
  private final boolean inPlace;

  MergedNlrn(
      NlrnConfig config, Parameters parameters, Precision precision, Correlation correlation) {
    this.config = config;
    this.parameters = parameters;
    this.precision = precision;
    this.correlation = correlation;
    // Without theta the features are the queries, which later steps need.
    inPlace = config.affinity().usesTheta();
    full = precision == Precision.FP64 ? Precision.FP64 : Precision.FP32;
  }

  /**
   * Returns the folded residual image.
   *
   * @param folded the folded image, and the noise channel if there is one
   */
  Tensor residual(Tensor folded) {
    try (TensorScope scope = TensorScope.open()) {
      // The image's own convolution is cheap: in full precision it does not round the noise.
      Tensor normalized = norm("input_norm").apply(folded.channelsLast());
      Tensor first =
          normalized
              .conv2d(get("input_conv.weight"), get("input_conv.bias"), 1, 1)
              .channelsLast()
              .to(precision);
      Tensor a = norm(norm1(0)).apply(first).reluInPlace();
      for (int t = 0; t < config.steps(); t++) {
        Tensor next = step(t, a, first);
        a.close(); // of a large image, all states together would fill the memory
        a = next;
      }
      return scope.keep(conv(a, "output_conv", 1).to(full));
    }
  }

  private Tensor step(int t, Tensor a, Tensor first) {
    String weights = config.tied() ? "" : "steps." + t + ".";
    String own = "steps." + t + ".";
    try (TensorScope scope = TensorScope.open()) {
      NonlocalModule module =
          new NonlocalModule(config.affinity(), (x, name) -> conv(x, weights + name, 0));
      Norm before = norm(own + "norm2");
      Norm after = norm(own + "norm3");
      Tensor weight = get(weights + "conv_a.weight").mul(after.scale.view(-1, 1, 1, 1));
      Tensor bias = get(weights + "conv_a.bias").mul(after.scale).add(after.shift);
      Tensor mixed;
      if (config.isNonlocal(t) && config.affinity().isExponential() && before.isInvertible()) {
        Tensor z = module.average(a, a, correlation);
        mixed = mixed(weights, a, z, before.shift.div(before.scale));
        weight = weight.mul(before.scale.view(1, -1, 1, 1));
      } else if (config.isNonlocal(t)) {
        mixed = before.apply(a.add(module.average(a, conv(a, weights + "g", 0), correlation)));
      } else if (config.nonlocalEvery() == 0) {
        mixed = before.apply(a.add(module.local(a)));
      } else {
        mixed = before.apply(a);
      }
      Tensor b = mixed.conv2dRelu(weight.to(precision), bias.to(precision), 1);
      Norm next = norm(norm1(t + 1));
      Tensor sum = next.apply(first);
      return scope.keep(
          sum.addConv2dInPlace(
              b,
              get(weights + "conv_b.weight").mul(next.scale.view(-1, 1, 1, 1)).to(precision),
              get(weights + "conv_b.bias").mul(next.scale).to(precision),
              1,
              true));
    }
  }

  /** {@code a + g z + shift}; overwrites {@code a} where nobody needs it any more. */
  private Tensor mixed(String weights, Tensor a, Tensor z, Tensor shift) {
    Tensor weight = get(weights + "g.weight").to(precision);
    Tensor bias = get(weights + "g.bias").add(shift).to(precision);
    return inPlace
        ? a.addConv2dInPlace(z, weight, bias, 0, false)
        : a.add(z.conv2d(weight, bias, 1, 0));
  }

  /** What normalizes the input of a step, or of the last convolution. */
  private String norm1(int step) {
    return step == config.steps() ? "output_norm" : "steps." + step + ".norm1";
  }

  private Tensor conv(Tensor x, String name, int padding) {
    return x.conv2d(
        get(name + ".weight").to(precision), get(name + ".bias").to(precision), 1, padding);
  }

  private Tensor get(String name) {
    return parameters.get(name).to(full);
  }

  private Norm norm(String name) {
    Tensor deviation = get(name + ".running_var").add(Nlrn.EPSILON).sqrt();
    Tensor scale = get(name + ".weight").div(deviation);
    return new Norm(scale, get(name + ".bias").sub(get(name + ".running_mean").mul(scale)));
  }

  /**
   * BatchNorm by given statistics.
   *
   * @param scale of each channel
   * @param shift likewise, after the scale
   */
  private record Norm(Tensor scale, Tensor shift) {
    Tensor apply(Tensor x) {
      Tensor zeros = Tensor.zeros(scale.precision(), scale.device(), scale.shape());
      Tensor ones = Tensor.full(1, scale.precision(), scale.device(), scale.shape());
      return x.batchNorm(scale, shift, zeros, ones, false, 0, 0);
    }

    boolean isInvertible() {
      return scale.abs().min() >= SMALLEST_SCALE;
    }
  }
}
