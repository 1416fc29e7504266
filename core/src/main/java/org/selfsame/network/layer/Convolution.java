package org.selfsame.network.layer;

import java.util.List;
import org.selfsame.tensor.Tensor;

/**
 * A convolution with zeros around the image, which keeps its size if the stride is 1.
 *
 * @param weight {@code [out, in, kernel, kernel]}, the kernel odd
 * @param bias {@code [out]}
 * @param stride there is a result for every {@code stride}-th pixel along each side
 */
public record Convolution(Weight weight, Weight bias, int stride) implements Layer {
  /** Makes one of stride 1, with zero biases at first. */
  public static Convolution of(String name, int in, int out, int kernel, Initial initial) {
    return new Convolution(
        new Weight(name + ".weight", true, initial, out, in, kernel, kernel),
        new Weight(name + ".bias", true, Initial.ZERO, out),
        1);
  }

  /** Returns this with another stride. */
  public Convolution withStride(int changed) {
    return new Convolution(weight, bias, changed);
  }

  /** Returns this, but never rounded, which is cheap where it reads or makes images. */
  public Convolution exactly() {
    return new Convolution(weight.exactly(), bias.exactly(), stride);
  }

  @Override
  public List<Weight> weights() {
    return List.of(weight, bias);
  }

  /** {@inheritDoc} Pixels are those of the result. */
  @Override
  public long products() {
    return weight.elements();
  }

  /**
   * Convolves in the precision of the weights.
   *
   * @param x {@code [n, in, height, width]}
   * @return {@code [n, out, ceil(height / stride), ceil(width / stride)]}
   */
  public Tensor apply(Tensor x, Weights weights) {
    Tensor kernel = weights.get(weight);
    int padding = (int) weight.shape()[2] / 2;
    return x.to(kernel.precision()).conv2d(kernel, weights.get(bias), stride, padding);
  }
}
