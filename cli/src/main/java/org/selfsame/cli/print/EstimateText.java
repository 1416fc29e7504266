package org.selfsame.cli.print;

import java.util.Locale;
import org.selfsame.quality.NoiseLevel;

/** Estimated noise levels as people read them. */
public final class EstimateText {
  private EstimateText() {}

  /** Returns the level, and why it is not trusted, if so. */
  public static String of(NoiseLevel level) {
    String estimate = String.format(Locale.ROOT, "%.1f estimated", level.sigma());
    if (level.isTrusted()) {
      return estimate;
    }
    String most =
        level.most() > level.sigma()
            ? String.format(Locale.ROOT, ", %.1f at most", level.most())
            : "";
    return "%s, not trusted (%s%s)".formatted(estimate, level.trust().doubt(), most);
  }
}
