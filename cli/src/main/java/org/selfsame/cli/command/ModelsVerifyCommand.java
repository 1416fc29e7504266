package org.selfsame.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.print.CardText;
import org.selfsame.cli.print.JsonLine;
import org.selfsame.cli.print.NumberText;
import org.selfsame.job.NetworkText;
import org.selfsame.job.VerifiedModel;
import org.selfsame.model.Catalog;
import org.selfsame.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks that a model is complete and works. */
@Command(
    name = "verify",
    header = "Check that a model is complete and works.",
    description = {
      "Checks that all weights are there, finite, and of the shapes the network needs, and that it"
          + " restores a small random image to finite samples. For a shipped model, also checks its"
          + " weights against the SHA-256 in its card.",
      "",
      "Exit code: 0 if all is well, 1 if something is wrong, 2 for wrong arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame models verify denoise-gray",
      "  selfsame models verify runs/my-model/model.safetensors --json",
      "  selfsame models verify RNAN_gray.pt"
    })
final class ModelsVerifyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE|ID",
      description =
          "A weight file (.safetensors), a PyTorch checkpoint (.pt, .pth), or a shipped model"
              + " (selfsame models list).")
  private String model;

  @Option(names = "--json", description = "Print the facts as a JSON object, on one line.")
  private boolean json;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    VerifiedModel verified = verify();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonLine.print(facts(verified), out);
    } else {
      out.print(text(verified));
      out.flush();
    }
    return ExitCode.OK;
  }

  private VerifiedModel verify() throws IOException {
    return VerifiedModel.isCheckpoint(model) || Catalog.isFile(model)
        ? VerifiedModel.ofFile(Path.of(model))
        : VerifiedModel.ofShipped(ModelOptions.requireShipped(model, Catalog.shipped()));
  }

  private static Map<String, Object> facts(VerifiedModel verified) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", verified.name());
    facts.put("sha256", verified.sha256());
    facts.put("bytes", verified.bytes());
    facts.put("network", verified.config().network());
    facts.put("config", verified.config().toJson());
    facts.put("task", verified.task().map(Task::toJson).orElse(null));
    facts.put("parameters", verified.parameters());
    facts.put("tensors", verified.tensors());
    return facts;
  }

  private static String text(VerifiedModel verified) {
    String task = verified.task().map(Task::description).orElse("unknown: the file does not say");
    String facts =
        CardText.facts(
            List.of(
                List.of("SHA-256", verified.sha256()),
                List.of("Bytes", NumberText.grouped(verified.bytes())),
                List.of("Network", NetworkText.of(verified.config())),
                List.of("Config", verified.config().toJson()),
                List.of("Task", task),
                List.of("Parameters", NumberText.grouped(verified.parameters())),
                List.of("Tensors", verified.tensors() + ", all of the expected shapes, all finite"),
                List.of(
                    "Pass",
                    "a random image of %1$d x %1$d pixels, finite".formatted(VerifiedModel.SIDE))));
    return (verified.name() + " is complete and works\n" + facts)
        .replace("\n", System.lineSeparator());
  }
}
