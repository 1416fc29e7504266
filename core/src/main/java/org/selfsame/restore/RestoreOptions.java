package org.selfsame.restore;

import org.selfsame.task.ColorMode;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

/**
 * How to run a model.
 *
 * @param precision the precision of convolutions and products, {@link Precision#FP32} or {@link
 *     Precision#BF16}
 * @param tiling one piece or tiles
 * @param ensemble whether to average over the 8 flips and rotations, in 8 times the time (RNAN's
 *     "+", NLRN-MV)
 * @param color how a gray model restores a color image
 * @param protocol how the network goes over an image; {@link Protocol#OVERLAPPED} uses patches
 *     instead of tiles
 * @param memory the limit that {@link Tiling#AUTO} and {@link Protocol#OVERLAPPED} keep
 */
public record RestoreOptions(
    Precision precision,
    Tiling tiling,
    boolean ensemble,
    ColorMode color,
    Protocol protocol,
    MemoryBudget memory) {

  /**
   * Returns the options that suit a device: its fastest precision, and tiles that fit in memory.
   */
  public static RestoreOptions forDevice(Device device) {
    return new RestoreOptions(
        Precision.fastest(device),
        Tiling.AUTO,
        false,
        ColorMode.OPPONENT,
        Protocol.WHOLE,
        MemoryBudget.AUTO);
  }

  /** Returns these options with another precision. */
  public RestoreOptions withPrecision(Precision other) {
    return new RestoreOptions(other, tiling, ensemble, color, protocol, memory);
  }

  /** Returns these options with another tiling. */
  public RestoreOptions withTiling(Tiling other) {
    return new RestoreOptions(precision, other, ensemble, color, protocol, memory);
  }

  /** Returns these options with or without the self-ensemble. */
  public RestoreOptions withEnsemble(boolean other) {
    return new RestoreOptions(precision, tiling, other, color, protocol, memory);
  }

  /** Returns these options with another treatment of color. */
  public RestoreOptions withColor(ColorMode other) {
    return new RestoreOptions(precision, tiling, ensemble, other, protocol, memory);
  }

  /** Returns these options with another protocol. */
  public RestoreOptions withProtocol(Protocol other) {
    return new RestoreOptions(precision, tiling, ensemble, color, other, memory);
  }

  /** Returns these options with another budget. */
  public RestoreOptions withMemory(MemoryBudget other) {
    return new RestoreOptions(precision, tiling, ensemble, color, protocol, other);
  }
}
