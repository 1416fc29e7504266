package org.selfsame.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.OptionValue;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.NumberText;
import org.selfsame.job.CheckpointImport;
import org.selfsame.job.FileName;
import org.selfsame.job.NetworkText;
import org.selfsame.network.PlainFamily;
import org.selfsame.network.RecognizedNetwork.Told;
import org.selfsame.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a model from another program's checkpoint. */
@Command(
    name = "import",
    header = "Make a model from a checkpoint of NLRN, RNAN, DnCNN, FFDNet and others.",
    description = {
      "Reads the weights in FILE, recognizes the network by their names and shapes, and writes"
          + " MODEL.safetensors, which --model takes, with a card MODEL.md. Nothing in FILE is"
          + " executed.",
      "",
      "FILE is a PyTorch checkpoint (torch.save's legacy form or zip archive) or from TensorFlow: a"
          + " SavedModel (the folder or its zip archive) or a checkpoint (NAME.index).",
      "",
      "Recognizes NLRN as released for TensorFlow, RNAN, and chains of convolutions: DnCNN, FFDNet,"
          + " FDnCNN, IRCNN and VDSR, with names such as model.0.weight. A DnCNN may have the very"
          + " shapes of an IRCNN or VDSR: say which with --network.",
      "",
      "Exit code: 0 if the model was written, 1 if something failed, 2 for wrong arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame models import RNAN_SR_x2.pt",
      "  selfsame models import RNAN_gray.pt --task denoise:30 -o rnan-30.safetensors",
      "  selfsame models import dncnn3.pth --task deblock:10-40",
      "  selfsame models import ffdnet_gray.pth --task denoise:0-75",
      "  selfsame models import ircnn_25.pth --network ircnn --task denoise:25",
      "  selfsame models import saved_models/sigma25 --task denoise:25 -o nlrn-25.safetensors"
    })
final class ModelsImportCommand implements Callable<Integer> {
  private static final String EXTENSION = ".safetensors";

  @Parameters(paramLabel = "FILE", description = "A checkpoint, or a SavedModel's folder.")
  private Path input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL",
      description = {
        "The file to write; its name must end with .safetensors.",
        "By default next to FILE, with its name."
      })
  private Path output;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = {
        "The network's task: "
            + Task.FORMS
            + ". Numbers are noise standard deviations, JPEG qualities, or factors.",
        "Not needed for a network that enlarges by itself."
      })
  private Task task;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = {
        "Which chain of convolutions FILE is: dncnn, ffdnet, fdncnn, ircnn or vdsr.",
        "Needed only where the shapes do not tell."
      })
  private String family;

  @Option(
      names = "--propagate",
      negatable = true,
      description = {
        "Whether an NLRN carries correlations from step to step.",
        "Needed only where the number of steps does not tell (12: yes, 15: no)."
      })
  private Boolean propagate;

  @Option(names = "--overwrite", description = "Replace an existing model and card.")
  private boolean overwrite;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (input.toString().isEmpty()) {
      throw new UsageException("FILE is empty: expected a checkpoint");
    }
    Path model = output();
    requireNew(model);
    requireNew(CheckpointImport.cardOf(model));
    Optional<PlainFamily> said =
        Optional.ofNullable(family)
            .map(name -> OptionValue.understood("--network", name, PlainFamily::named));
    CheckpointImport checkpoint =
        CheckpointImport.read(input, new Told(said, Optional.ofNullable(propagate)));
    print(checkpoint.write(model, task(checkpoint)));
    return ExitCode.OK;
  }

  private void print(CheckpointImport.Imported imported) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s is %s with %s parameters in %d tensors%n",
        input,
        NetworkText.of(imported.config()),
        NumberText.grouped(imported.parameters()),
        imported.tensors());
    out.printf("Config: %s%n", imported.config().toJson());
    out.printf("Task: %s%n", imported.task().description());
    out.printf("Written: %s and its card %s%n", imported.model(), imported.card());
    out.flush();
  }

  private Path output() {
    if (output == null) {
      return input.resolveSibling(FileName.of(input).stem() + EXTENSION);
    }
    if (!output.toString().endsWith(EXTENSION)) {
      throw new UsageException(
          "-o %s: expected a file name that ends with %s".formatted(output, EXTENSION));
    }
    return output;
  }

  private void requireNew(Path file) throws IOException {
    if (!overwrite && Files.exists(file)) {
      throw new IOException(
          file + ": already exists; use --overwrite to replace it, or -o to write elsewhere");
    }
  }

  /** Returns the task from the command line, or the one the network implies. */
  private Task task(CheckpointImport checkpoint) {
    if (task == null) {
      return checkpoint
          .toldTask()
          .orElseThrow(
              () ->
                  new UsageException(
                      ("%s is %s, which does not say what it was trained for: give --task, such as"
                              + " %s")
                          .formatted(input, NetworkText.of(checkpoint.config()), Task.FORMS)));
    }
    checkpoint
        .refusal(task)
        .ifPresent(
            refusal -> {
              throw new UsageException("--task: " + refusal);
            });
    return task;
  }
}
