package org.selfsame.job;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Noise levels and strengths as people write them. */
public final class LevelText {
  private LevelText() {}

  /** Returns a level with at most two decimals. */
  public static String of(double level) {
    return Double.isFinite(level)
        ? BigDecimal.valueOf(level)
            .setScale(2, RoundingMode.HALF_EVEN)
            .stripTrailingZeros()
            .toPlainString()
        : Double.toString(level);
  }
}
