package org.selfsame.network.layer;

import java.util.List;
import org.selfsame.tensor.Tensor;

/**
 * BatchNorm, {@code scale (x - mean) / sqrt(variance + epsilon) + shift} for each channel.
 *
 * @param scale {@code [channels]}, like the others
 * @param shift added after the scale
 * @param mean the measured mean
 * @param variance the measured variance
 */
public record BatchNorm(Weight scale, Weight shift, Weight mean, Weight variance) implements Layer {
  /** Added to the variance, as in NLRN's released code. */
  public static final double EPSILON = 1e-3;

  private static final double MOMENTUM = 0.01;

  /** Makes one that has no effect at first. */
  public static BatchNorm of(String name, int channels) {
    return new BatchNorm(
        new Weight(name + ".weight", true, Initial.ONE, channels).exactly(),
        new Weight(name + ".bias", true, Initial.ZERO, channels).exactly(),
        new Weight(name + ".running_mean", false, Initial.ZERO, channels).exactly(),
        new Weight(name + ".running_var", false, Initial.ONE, channels).exactly());
  }

  @Override
  public List<Weight> weights() {
    return List.of(scale, shift, mean, variance);
  }

  /** {@inheritDoc} Normalization is not counted. */
  @Override
  public long products() {
    return 0;
  }

  /**
   * Normalizes features.
   *
   * @param training whether to normalize by the batch, and move the measured statistics toward its
   *     own
   */
  public Tensor apply(Tensor x, Weights weights, boolean training) {
    return x.batchNorm(
        weights.get(scale),
        weights.get(shift),
        weights.get(mean),
        weights.get(variance),
        training,
        MOMENTUM,
        EPSILON);
  }
}
