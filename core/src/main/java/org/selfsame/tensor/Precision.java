package org.selfsame.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How the elements of a tensor are stored and multiplied. */
public enum Precision {
  /** 64-bit floating point, for checking numerics: no network needs it. */
  FP64(ScalarType.Double, 8),
  /** 32-bit floating point. */
  FP32(ScalarType.Float, 4),
  /** The upper half of a 32-bit float: 8 bits of exponent, 8 of precision. */
  BF16(ScalarType.BFloat16, 2);

  final ScalarType scalarType;
  private final int bytes;

  Precision(ScalarType scalarType, int bytes) {
    this.scalarType = scalarType;
    this.bytes = bytes;
  }

  /** Returns the size of an element. */
  public int bytes() {
    return bytes;
  }

  static Precision of(ScalarType scalarType) {
    for (Precision precision : values()) {
      if (precision.scalarType.value == scalarType.value) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "a tensor of " + scalarType + ": expected 64-bit, 32-bit or bf16 floats");
  }

  /**
   * Returns the faster precision of the two that networks run in: {@link #BF16} where the device
   * multiplies it in hardware, else {@link #FP32}.
   */
  public static Precision fastest(Device device) {
    return device.isCuda() || Cpu.multipliesBf16() ? BF16 : FP32;
  }

  /**
   * Reads {@code fp32} or {@code bf16}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Precision parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "fp32" -> FP32;
      case "bf16" -> BF16;
      default ->
          throw new IllegalArgumentException("precision '" + text + "': expected fp32 or bf16");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
