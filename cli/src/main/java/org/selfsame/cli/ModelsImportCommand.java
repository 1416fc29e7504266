package org.selfsame.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.model.Task;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.PlainFamily;
import org.selfsame.network.RecognizedNetwork;
import org.selfsame.system.FileReplacement;
import org.selfsame.system.Sha256;
import org.selfsame.tensor.Device;
import org.selfsame.weights.DataType;
import org.selfsame.weights.PyTorchFile;
import org.selfsame.weights.WeightFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a model of the checkpoint of another program. */
@Command(
    name = "import",
    header = "Make a model of a PyTorch checkpoint of RNAN, DnCNN, FFDNet and others.",
    description = {
      "Reads the weights of FILE (torch.save's legacy form or zip archive), finds out the network by"
          + " their names and shapes, and writes MODEL.safetensors, which --model takes, with a card"
          + " MODEL.md. Nothing in FILE is executed: what is not weights, numbers or texts is an"
          + " error.",
      "",
      "Known are RNAN, and chains of convolutions: DnCNN, FFDNet, FDnCNN, IRCNN and VDSR, with names"
          + " such as model.0.weight. What has just the shapes of an IRCNN or VDSR may be a DnCNN:"
          + " --network tells.",
      "",
      "Exits with 0 if the model was written, 1 if something failed, 2 for wrong arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame models import RNAN_SR_x2.pt",
      "  selfsame models import RNAN_gray.pt --task denoise:30 -o rnan-30.safetensors",
      "  selfsame models import dncnn3.pth --task deblock:10-40",
      "  selfsame models import ffdnet_gray.pth --task denoise:0-75",
      "  selfsame models import ircnn_25.pth --network ircnn --task denoise:25"
    })
final class ModelsImportCommand implements Callable<Integer> {
  private static final String EXTENSION = ".safetensors";

  @Parameters(paramLabel = "FILE", description = "A PyTorch checkpoint (.pt, .pth).")
  private Path input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL",
      description = {
        "The file to write; its name ends with .safetensors.",
        "Beside FILE, with its name, when not given."
      })
  private Path output;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      converter = TaskConverter.class,
      description = {
        "What the network was trained for: "
            + TaskConverter.FORMS
            + ". Numbers are standard"
            + " deviations of noise, JPEG qualities, and factors.",
        "A network that enlarges tells it itself."
      })
  private Task task;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = {
        "Which chain of convolutions FILE is: dncnn, ffdnet, fdncnn, ircnn or vdsr.",
        "Found out by the shapes where they tell."
      })
  private String family;

  @Option(names = "--overwrite", description = "Replace a model and card that exist.")
  private boolean overwrite;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (input.toString().isEmpty()) {
      throw new UsageException("FILE is empty: expected a PyTorch checkpoint");
    }
    Path model = output();
    Path card = model.resolveSibling(FileName.of(model).stem() + ".md");
    requireNew(model);
    requireNew(card);

    Optional<PlainFamily> said =
        Optional.ofNullable(family)
            .map(name -> ModelOptions.understood("--network", name, PlainFamily::named));
    RecognizedNetwork found = RecognizedNetwork.of(PyTorchFile.read(input), input.toString(), said);
    NetworkConfig config = found.config();
    Task known = task(config);
    try (Network network = config.create(Device.CPU, found.arrays(), input.toString())) {
      String as = said.map(one -> ", as " + one.title()).orElse("");
      String source = "%s, sha256 %s%s".formatted(input.getFileName(), Sha256.of(input), as);
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("network", config.network());
      metadata.put("config", config.toJson());
      metadata.put("task", known.toJson());
      metadata.put("source", source);
      new WeightFile(metadata, found.arrays()).write(model, DataType.F32);
      long parameters = network.parameters().count();
      int tensors = found.arrays().size();
      FileReplacement.writeString(card, card(model, source, config, known, parameters, tensors));

      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s is %s with %s parameters in %d tensors%n",
          input, NetworkText.of(config), CardText.grouped(parameters), tensors);
      out.printf("Config: %s%n", config.toJson());
      out.printf("Task: %s%n", known.description());
      out.printf("Written: %s, and its card %s%n", model, card);
      out.flush();
    }
    return ExitCode.OK;
  }

  private Path output() {
    if (output == null) {
      return input.resolveSibling(FileName.of(input).stem() + EXTENSION);
    }
    if (!output.toString().endsWith(EXTENSION)) {
      throw new UsageException(
          "-o %s: expected the name of a file that ends with %s".formatted(output, EXTENSION));
    }
    return output;
  }

  private void requireNew(Path file) throws IOException {
    if (!overwrite && Files.exists(file)) {
      throw new IOException(file + ": exists; --overwrite replaces it, -o writes elsewhere");
    }
  }

  /** Returns the task that was given or that the network tells. */
  private Task task(NetworkConfig config) {
    String title = NetworkText.of(config);
    if (task == null && config.scale() > 1) {
      return new Task.Upscale(List.of(config.scale()));
    }
    if (task == null) {
      throw new UsageException(
          "%s is %s, which does not tell what it was trained for: give --task, such as %s"
              .formatted(input, title, TaskConverter.FORMS));
    }
    if (config.noiseChannel() && !(task instanceof Task.Denoise)) {
      throw new UsageException(
          "--task: %s is %s, which is told the noise level: expected it to denoise, such as denoise:0-75"
              .formatted(input, title));
    }
    if (!fits(task, config)) {
      throw new UsageException(
          "--task: %s is %s, but '%s' takes %s"
              .formatted(input, title, task.description(), needs(task)));
    }
    return task;
  }

  private static boolean fits(Task task, NetworkConfig config) {
    boolean sameSize = config.scale() == 1;
    if (task instanceof Task.Upscale upscale) {
      return sameSize
          ? config.imageChannels() == 1
          : upscale.scales().equals(List.of(config.scale()));
    }
    boolean channels =
        task instanceof Task.Denoise
            || config.imageChannels() == (task instanceof Task.Deblock ? 1 : 3);
    return sameSize && channels;
  }

  private static String needs(Task task) {
    if (task instanceof Task.Upscale) {
      return "a network that enlarges as much, or one for gray images of the same size";
    } else if (task instanceof Task.Deblock) {
      return "a network for gray images (luma) of the same size";
    } else if (task instanceof Task.Demosaic) {
      return "a network for color images of the same size";
    }
    return "a network for images of the same size";
  }

  private String card(
      Path model, String source, NetworkConfig config, Task known, long parameters, int tensors)
      throws IOException {
    return """
        # %s

        %s, imported by `selfsame models import`.

        - Task: %s (%s)
        - Network: `%s`
        - Config: `%s`
        - Parameters: %s in %d tensors, float32
        - Imported from: %s
        - SHA-256 of `%s`: %s

        Beyond this source, nothing is known of how it was trained, on which data, and under which
        license it may be used: ask those who published it. Nothing was measured with it here.
        """
        .formatted(
            FileName.of(model).stem(),
            NetworkText.of(config),
            known.description(),
            task == null ? "told by the network" : "as given on import",
            config.network(),
            config.toJson(),
            CardText.grouped(parameters),
            tensors,
            source,
            model.getFileName(),
            Sha256.of(model));
  }
}
