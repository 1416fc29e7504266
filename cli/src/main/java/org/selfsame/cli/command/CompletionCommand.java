package org.selfsame.cli.command;

import org.selfsame.cli.option.HelpOption;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script with which a shell completes the arguments of all commands. */
@Command(
    name = "completion",
    header = "Print the completion script for bash and zsh.",
    description = "To turn it on in the current shell:  source <(selfsame completion)")
public final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin HelpOption help;

  @Override
  public void run() {
    CommandSpec root = spec.root();
    spec.commandLine().getOut().println(AutoComplete.bash(root.name(), root.commandLine()));
  }
}
