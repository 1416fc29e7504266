package org.selfsame.cli.option;

import org.selfsame.model.Quality;
import picocli.CommandLine.Option;

/** Which of the shipped models of a task is taken, where none is named. */
public final class QualityOption {
  @Option(
      names = "--quality",
      paramLabel = "fast|best",
      description = {
        "Which of the shipped models is taken: fast is a light one, best the full one. Where one"
            + " alone is shipped, that is taken (default: fast)."
      })
  private String text;

  public boolean isGiven() {
    return text != null;
  }

  /**
   * Returns what was asked for, or else what is fast.
   *
   * @throws UsageException if it was neither fast nor best
   */
  public Quality value() {
    return text == null ? Quality.FAST : OptionValue.understood("--quality", text, Quality::parse);
  }
}
