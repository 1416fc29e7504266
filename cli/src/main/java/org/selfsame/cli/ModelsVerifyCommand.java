package org.selfsame.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.selfsame.image.Image;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.Task;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.RecognizedNetwork;
import org.selfsame.system.Sha256;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.weights.PyTorchFile;
import org.selfsame.weights.WeightFileException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks that a model is whole and works. */
@Command(
    name = "verify",
    header = "Check that a model is whole and works.",
    description = {
      "Checks that all weights are there, have the shapes that the network asks for and are finite,"
          + " and that it restores a small random image to finite samples; of a shipped model, also"
          + " that its weights have the SHA-256 of its card.",
      "",
      "Exits with 0 if all is well, 1 if something is wrong, 2 for wrong arguments."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame models verify denoise-gray",
      "  selfsame models verify runs/my-model/model.safetensors --json",
      "  selfsame models verify RNAN_gray.pt"
    })
final class ModelsVerifyCommand implements Callable<Integer> {
  private static final List<String> CHECKPOINTS = List.of(".pt", ".pth");
  private static final int SIDE = 32;
  private static final long SEED = 1;

  @Parameters(
      paramLabel = "FILE|ID",
      description =
          "A weight file (.safetensors), a PyTorch checkpoint (.pt, .pth), or a shipped model"
              + " (selfsame models list).")
  private String model;

  @Option(names = "--json", description = "Print the facts as a JSON object, on a line.")
  private boolean json;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Facts facts = verify();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonLine.print(facts.named(), out);
    } else {
      out.print(facts.text());
      out.flush();
    }
    return ExitCode.OK;
  }

  private Facts verify() throws IOException {
    if (CHECKPOINTS.stream().anyMatch(model::endsWith)) {
      return verifyCheckpoint(Path.of(model));
    }
    return ModelOptions.isFile(model) ? verifyWeightFile(Path.of(model)) : verifyShipped();
  }

  private Facts verifyCheckpoint(Path file) throws IOException {
    RecognizedNetwork found = RecognizedNetwork.of(PyTorchFile.read(file), model);
    try (Network network = found.config().create(Device.CPU, found.arrays(), model)) {
      return verify(network, null, Sha256.of(file), Files.size(file));
    }
  }

  private Facts verifyWeightFile(Path file) throws IOException {
    try (Model loaded = Model.load(file, Device.CPU)) {
      return verify(loaded.network(), loaded.task(), Sha256.of(file), Files.size(file));
    }
  }

  private Facts verifyShipped() throws IOException {
    Catalog catalog = Catalog.shipped();
    String id = ModelOptions.requireShipped(model, catalog);
    byte[] weights = catalog.weights(id); // their hash is the card's, or this fails
    try (Model loaded = catalog.load(id, Device.CPU)) {
      return verify(loaded.network(), loaded.task(), Sha256.of(weights), weights.length);
    }
  }

  /** Names, shapes and finite weights were checked when the network was made. */
  private Facts verify(Network network, Task task, String sha256, long bytes)
      throws WeightFileException {
    requireFiniteResult(network, task instanceof Task.Denoise denoise ? denoise.sigmaMax() : 0);
    int tensors = network.parameters().toArrays().size();
    return new Facts(
        model, sha256, bytes, network.config(), task, network.parameters().count(), tensors);
  }

  private void requireFiniteResult(Network network, double sigma) throws WeightFileException {
    Image random = Image.black(SIDE, SIDE, network.config().imageChannels());
    SplittableRandom samples = new SplittableRandom(SEED);
    for (int c = 0; c < random.channels(); c++) {
      float[] plane = random.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) samples.nextDouble();
      }
    }
    Image restored = new NetworkRestoration(network, sigma, Precision.FP32).restore(random);
    for (int c = 0; c < restored.channels(); c++) {
      for (float sample : restored.plane(c)) {
        if (!Float.isFinite(sample)) {
          throw new WeightFileException(
              "%s: of a random image of %d x %d pixels it makes the sample %s, expected finite ones: its weights are finite, but of no use"
                  .formatted(model, SIDE, SIDE, sample));
        }
      }
    }
  }

  /**
   * What is known of a model when nothing is wrong with it.
   *
   * @param task null if its file does not tell it
   */
  private record Facts(
      String model,
      String sha256,
      long bytes,
      NetworkConfig config,
      Task task,
      long parameters,
      int tensors) {
    Map<String, Object> named() {
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("model", model);
      named.put("sha256", sha256);
      named.put("bytes", bytes);
      named.put("network", config.network());
      named.put("config", config.toJson());
      named.put("task", task == null ? null : task.toJson());
      named.put("parameters", parameters);
      named.put("tensors", tensors);
      return named;
    }

    String text() {
      String list =
          CardText.facts(
              List.of(
                  List.of("SHA-256", sha256),
                  List.of("Bytes", CardText.grouped(bytes)),
                  List.of("Network", NetworkText.of(config)),
                  List.of("Config", config.toJson()),
                  List.of("Task", task == null ? "not told by the file" : task.description()),
                  List.of("Parameters", CardText.grouped(parameters)),
                  List.of("Tensors", tensors + ", all of the shapes expected, all finite"),
                  List.of(
                      "Pass", "a random image of %d x %d pixels, finite".formatted(SIDE, SIDE))));
      return (model + " is whole and works\n" + list).replace("\n", System.lineSeparator());
    }
  }
}
