package org.selfsame.cli.option;

import picocli.CommandLine.Option;

/** The option of every command that shows what it does. */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
