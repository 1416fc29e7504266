package org.selfsame.cli;

import picocli.CommandLine.Option;

/** The option of every command that shows what it does. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
