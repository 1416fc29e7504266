package org.selfsame.network.layer;

import java.util.List;
import org.selfsame.tensor.Tensor;

/**
 * A transposed convolution that makes images {@code stride} times as high and wide.
 *
 * @param weight {@code [in, out, kernel, kernel]}; kernel - stride is even
 * @param bias {@code [out]}
 * @param stride pixels of the result per pixel, along each side
 */
public record TransposedConvolution(Weight weight, Weight bias, int stride) implements Layer {
  @Override
  public List<Weight> weights() {
    return List.of(weight, bias);
  }

  /** {@inheritDoc} Pixels are those that it reads. */
  @Override
  public long products() {
    return weight.elements();
  }

  /**
   * Enlarges features.
   *
   * @param x {@code [n, in, height, width]}, in the weights' precision
   * @return {@code [n, out, stride * height, stride * width]}
   */
  public Tensor apply(Tensor x, Weights weights) {
    int padding = ((int) weight.shape()[2] - stride) / 2;
    return x.convTranspose2d(weights.get(weight), weights.get(bias), stride, padding);
  }
}
