package org.selfsame.network;

import java.util.List;
import org.selfsame.network.NlrnLayers.Step;
import org.selfsame.network.layer.BatchNorm;
import org.selfsame.network.layer.Convolution;
import org.selfsame.network.layer.Weights;
import org.selfsame.nonlocal.Correlation;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

/**
 * A pass of an {@link Nlrn} that normalizes by stored statistics and records no gradients.
 * BatchNorm then scales and shifts each channel, and most of this merges into the neighboring
 * convolutions:
 *
 * <pre>
 * a = ReLU(BN_1(s0))
 * for t = 1..T, with BN_t(x) = s_t x + r_t:
 *   z = softmax(E) a                               g after the average: weights sum to 1
 *   m = a + g z + r_t2 / s_t2                      so the zeros around m equal those around BN_t2
 *   b = ReLU((s_t3 conv_a s_t2) m + r_t3)
 *   a = ReLU(s_(t+1)1 conv_b b + BN_(t+1)1(s0))    the last one with output_norm
 * result = I + conv_end a
 * </pre>
 */
final class MergedNlrn {
  /** No division by scales below this. */
  private static final double SMALLEST_SCALE = 1e-4;

  private final NlrnLayers layers;
  private final Correlation correlation;
  private final Precision precision;
  private final Precision full;
  private final Weights exact;
  private final Weights rounded;

  MergedNlrn(
      NlrnLayers layers, Parameters parameters, Precision precision, Correlation correlation) {
    this.layers = layers;
    this.correlation = correlation;
    this.precision = precision;
    full = PassWeights.full(precision);
    exact = weight -> parameters.get(weight.name()).to(full);
    rounded = weight -> exact.get(weight).to(precision);
  }

  /**
   * Returns the folded residual image.
   *
   * @param folded the folded image, and the noise channel if there is one
   */
  Tensor residual(Tensor folded) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor normalized = norm(layers.inputNorm()).apply(folded.channelsLast());
      Tensor first = layers.inputConv().apply(normalized, exact).channelsLast().to(precision);
      List<Step> steps = layers.steps();
      Tensor a = norm(steps.get(0).norm1()).apply(first).reluInPlace();
      for (int t = 0; t < steps.size(); t++) {
        boolean last = t == steps.size() - 1;
        Tensor next =
            step(steps.get(t), last ? layers.outputNorm() : steps.get(t + 1).norm1(), a, first);
        a.close(); // for a large image, all states together would fill the memory
        a = next;
      }
      return scope.keep(layers.outputConv().apply(a, rounded).to(full));
    }
  }

  /**
   * Returns the next state's features.
   *
   * @param following the norm of the next state
   */
  private Tensor step(Step step, BatchNorm following, Tensor a, Tensor first) {
    try (TensorScope scope = TensorScope.open()) {
      Norm before = norm(step.norm2());
      Norm after = norm(step.norm3());
      Convolution convA = step.convA();
      Tensor weight = exact.get(convA.weight()).mul(after.scale.view(-1, 1, 1, 1));
      Tensor bias = exact.get(convA.bias()).mul(after.scale).add(after.shift);
      Tensor mixed;
      if (step.branch().orElse(null) instanceof NonlocalModule module
          && module.affinity().isExponential()
          && before.isInvertible()) {
        mixed = mixed(module, a, before);
        weight = weight.mul(before.scale.view(1, -1, 1, 1));
      } else if (step.branch().isPresent()) {
        mixed = before.apply(a.add(step.branch().get().apply(a, rounded, correlation)));
      } else {
        mixed = before.apply(a);
      }
      Tensor b = mixed.conv2dRelu(weight.to(precision), bias.to(precision), 1);
      Norm next = norm(following);
      Tensor sum = next.apply(first);
      return scope.keep(
          sum.addConv2dInPlace(
              b,
              exact.get(step.convB().weight()).mul(next.scale.view(-1, 1, 1, 1)).to(precision),
              exact.get(step.convB().bias()).mul(next.scale).to(precision),
              1,
              true));
    }
  }

  /** {@code a + g z + shift / scale}; overwrites {@code a} if it is no longer needed. */
  private Tensor mixed(NonlocalModule module, Tensor a, Norm before) {
    Tensor z = module.average(a, a, rounded, correlation);
    Tensor shift = before.shift.div(before.scale);
    Tensor weight = rounded.get(module.g().weight());
    Tensor bias = exact.get(module.g().bias()).add(shift).to(precision);
    // Without theta, the features are the queries, and later steps need them.
    return module.theta().isPresent()
        ? a.addConv2dInPlace(z, weight, bias, 0, false)
        : a.add(z.conv2d(weight, bias, 1, 0));
  }

  private Norm norm(BatchNorm norm) {
    Tensor deviation = exact.get(norm.variance()).add(BatchNorm.EPSILON).sqrt();
    Tensor scale = exact.get(norm.scale()).div(deviation);
    return new Norm(scale, exact.get(norm.shift()).sub(exact.get(norm.mean()).mul(scale)));
  }

  /**
   * BatchNorm by stored statistics.
   *
   * @param scale the factor of each channel
   * @param shift what is then added to each channel
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
