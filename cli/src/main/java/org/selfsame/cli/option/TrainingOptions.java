package org.selfsame.cli.option;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of all commands that train. */
public final class TrainingOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, cuda, cuda:N or auto, instead of the configuration's.")
  private String device;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only results and failures.")
  private boolean quiet;

  /** Adds what they change in the configuration. */
  public void addTo(Map<String, Object> changes) {
    if (device != null) {
      changes.put("compute.device", OptionValue.device(device).toString());
    }
  }

  /** Returns whether progress is not to be printed. */
  public boolean isQuiet() {
    return quiet;
  }

  /** Returns where progress is printed. */
  public PrintWriter progress(CommandSpec spec) {
    return quiet ? new PrintWriter(Writer.nullWriter()) : spec.commandLine().getOut();
  }
}
