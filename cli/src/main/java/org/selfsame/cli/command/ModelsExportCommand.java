package org.selfsame.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.OptionValue;
import org.selfsame.cli.option.UsageException;
import org.selfsame.job.FileName;
import org.selfsame.job.NetworkText;
import org.selfsame.lab.benchmark.ImageSize;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.ModelCard;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.OnnxExport;
import org.selfsame.network.OnnxExport.Sides;
import org.selfsame.tensor.Device;
import org.selfsame.weights.OnnxGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model as an ONNX file. */
@Command(
    name = "export",
    header = "Write a model as an ONNX file, for other programs.",
    description = {
      "The input \"image\" is [n, channels, height, width] with samples from 0 to 1, and so is the"
          + " output \"restored\". A model that is told the noise level has a second input, \"sigma\":"
          + " one number, for samples from 0 to 255. The file needs opset 17, is in float32, and"
          + " keeps the model's card as metadata.",
      "",
      "Chains of convolutions and RNAN take images of any even sides. An NLRN takes images of the"
          + " sides given here: slide it over larger ones, with a margin to throw away.",
      "",
      "Exit code: 0 if the file was written, 1 if something failed, 2 for wrong arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame models export denoise-gray -o denoise-gray.onnx --size 192x192",
      "  selfsame models export rnan-30.safetensors -o rnan-30.onnx"
    })
final class ModelsExportCommand implements Callable<Integer> {
  private static final String EXTENSION = ".onnx";

  /** Positions along a side of a network with neighborhoods, whose pairs take memory. */
  private static final int POSITIONS = 64;

  @Parameters(
      paramLabel = "ID|FILE",
      description = "A shipped model (selfsame models list) or a weight file.")
  private String model;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = {
        "The file to write; its name must end with .onnx.",
        "By default in the current folder, with the model's name."
      })
  private Path output;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = {
        "The sides of the images it takes, in pixels.",
        "By default any, and for an NLRN 64 positions (of folded pixels) along each side."
      })
  private String size;

  @Option(names = "--overwrite", description = "Replace an existing file.")
  private boolean overwrite;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Optional<Sides> given =
        Optional.ofNullable(size)
            .map(text -> OptionValue.understood("--size", text, ImageSize::parse))
            .map(sides -> new Sides(sides.height(), sides.width()));
    try (Model loaded = load()) {
      Path file = output(loaded);
      if (!overwrite && Files.exists(file)) {
        throw new IOException(
            file + ": already exists; use --overwrite to replace it, or -o to write elsewhere");
      }
      NetworkConfig config = loaded.network().config();
      Optional<Sides> sides =
          given.or(() -> OnnxExport.needsSides(config) ? Optional.of(sides(config)) : given);
      graph(loaded, sides).write(file, metadata(loaded));
      print(file, loaded, sides);
    }
    return ExitCode.OK;
  }

  private Model load() throws IOException {
    return Catalog.open(
        Catalog.isFile(model) ? model : ModelOptions.requireShipped(model, Catalog.shipped()),
        Device.CPU);
  }

  private static Sides sides(NetworkConfig config) {
    int side = POSITIONS * ((NlrnConfig) config).fold();
    return new Sides(side, side);
  }

  private static OnnxGraph graph(Model model, Optional<Sides> sides) {
    try {
      return OnnxExport.of(model.network(), sides);
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s: %s".formatted(model.name(), e.getMessage()));
    }
  }

  private static Map<String, String> metadata(Model model) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("name", model.name());
    metadata.put("network", model.network().config().network());
    metadata.put("config", model.network().config().toJson());
    metadata.put("task", model.task().toJson());
    model.card().map(ModelCard::toJson).ifPresent(card -> metadata.put("card", card));
    return metadata;
  }

  private Path output(Model loaded) {
    if (output == null) {
      return Path.of(FileName.of(Path.of(loaded.name())).stem() + EXTENSION);
    }
    if (!output.toString().endsWith(EXTENSION)) {
      throw new UsageException(
          "-o %s: expected a file name that ends with %s".formatted(output, EXTENSION));
    }
    return output;
  }

  private void print(Path file, Model loaded, Optional<Sides> sides) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: %s, for images of %s, %d bytes%n",
        file,
        NetworkText.of(loaded.network().config()),
        sides.map(one -> one.width() + "x" + one.height()).orElse("any even sides"),
        Files.size(file));
    out.flush();
  }
}
