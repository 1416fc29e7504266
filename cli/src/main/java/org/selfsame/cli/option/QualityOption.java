package org.selfsame.cli.option;

import org.selfsame.model.Quality;
import picocli.CommandLine.Option;

/** Which shipped model to take for a task when none is named. */
public final class QualityOption {
  @Option(
      names = "--quality",
      paramLabel = "fast|best",
      description = {
        "Which shipped model to use: fast (light) or best (full). Where only one is shipped, both"
            + " pick it (default: fast)."
      })
  private String text;

  public boolean isGiven() {
    return text != null;
  }

  /**
   * Returns the quality that was asked for, else fast.
   *
   * @throws UsageException if it is neither fast nor best
   */
  public Quality value() {
    return text == null ? Quality.FAST : OptionValue.understood("--quality", text, Quality::parse);
  }
}
