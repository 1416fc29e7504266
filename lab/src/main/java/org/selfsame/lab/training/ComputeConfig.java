package org.selfsame.lab.training;

import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

/**
 * What a training is computed on.
 *
 * @param device cpu, cuda or cuda:N
 * @param precision of convolutions and products: fp32 or bf16
 * @param workers parts of a batch that are worked on at once, each by one copy of the network; a
 *     batch must divide evenly
 */
public record ComputeConfig(String device, String precision, int workers) {
  /** Checks device and precision. */
  public ComputeConfig {
    Device.parse(device);
    Precision.parse(precision);
  }
}
