package org.selfsame.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.CardText;
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

/** Lists, shows, imports, verifies and exports models. */
@Command(
    name = "models",
    header = "List the shipped models, import others, verify or export one.",
    description = {
      "--model of denoise, upscale, deblock and demosaic takes the id of a shipped model or a"
          + " weight file. models import makes weight files from checkpoints of PyTorch and TensorFlow, models export"
          + " ONNX files."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsCommand.ListCommand.class,
      ModelsCommand.ShowCommand.class,
      ModelsImportCommand.class,
      ModelsVerifyCommand.class,
      ModelsExportCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame models list",
      "  selfsame models show denoise-gray",
      "  selfsame models import RNAN_gray.pt --task denoise:30",
      "  selfsame models verify RNAN_gray.safetensors",
      "  selfsame models export denoise-gray"
    })
public final class ModelsCommand implements Runnable {
  @Mixin HelpOption help;

  /** Without a command, names those there are. */
  @Override
  public void run() {
    throw new UsageException(
        "no command given: expected models list, models show ID, models import FILE, models verify"
            + " FILE|ID or models export ID|FILE");
  }

  @Command(
      name = "list",
      header = "List the shipped models.",
      description = {
        "Without --model, a command picks the model for its task, for gray or color images, at the"
            + " --quality asked for."
      })
  static final class ListCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print each model's card as JSON, one per line.")
    private boolean json;

    @Mixin HelpOption help;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Catalog catalog = Catalog.shipped();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        catalog.cards().forEach(card -> out.println(card.toJson()));
        out.flush();
      } else {
        out.print(CardText.table(catalog.cards()));
        out.flush();
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "show",
      header = "Show the card of a shipped model.",
      description = "Shows its purpose, how it was trained, and how well it restores.")
  static final class ShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The model, as in selfsame models list.")
    private String id;

    @Option(names = "--json", description = "Print the card as JSON, on one line.")
    private boolean json;

    @Mixin HelpOption help;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Catalog catalog = Catalog.shipped();
      ModelCard card = catalog.card(ModelOptions.requireShipped(id, catalog));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(card.toJson());
        out.flush();
      } else {
        out.print(CardText.of(card));
        out.flush();
      }
      return ExitCode.OK;
    }
  }
}
