package org.selfsame.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.selfsame.model.Catalog;
import org.selfsame.model.ModelCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells about the models in the box. */
@Command(
    name = "models",
    header = "List the shipped models, or show the card of one.",
    description = "--model of selfsame denoise and selfsame upscale takes their ids.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsCommand.ListCommand.class,
      ModelsCommand.ShowCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {"  selfsame models list", "  selfsame models show nlrn-light"})
final class ModelsCommand implements Runnable {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  @Mixin HelpOption help;

  /** Without a command there is nothing to do but to say which there are. */
  @Override
  public void run() {
    throw new UsageException("no command given: expected models list or models show ID");
  }

  private static void printJson(ModelCard card, PrintWriter out) {
    try {
      out.println(JSON.writeValueAsString(card));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Command(
      name = "list",
      header = "List the shipped models.",
      description = "The first of a task is the one that is taken when none is named.")
  static final class ListCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print the card of each model as JSON, on a line.")
    private boolean json;

    @Mixin HelpOption help;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Catalog catalog = Catalog.shipped();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        catalog.cards().forEach(card -> printJson(card, out));
      } else {
        out.print(CardText.table(catalog.cards()));
      }
      out.flush();
      return ExitCode.OK;
    }
  }

  @Command(
      name = "show",
      header = "Show the card of a shipped model.",
      description = "What it is for, how it was trained, and what was measured with it.")
  static final class ShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The model, as selfsame models list names it.")
    private String id;

    @Option(names = "--json", description = "Print the card as JSON, on a line.")
    private boolean json;

    @Mixin HelpOption help;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Catalog catalog = Catalog.shipped();
      ModelCard card = catalog.card(ModelOptions.requireShipped(id, catalog));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        printJson(card, out);
      } else {
        out.print(CardText.of(card));
      }
      out.flush();
      return ExitCode.OK;
    }
  }
}
