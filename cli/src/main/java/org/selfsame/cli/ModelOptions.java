package org.selfsame.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.Task;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Tiling;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import picocli.CommandLine.Option;

/** The arguments of the commands that run a model: which, where and how. */
final class ModelOptions {
  private static final String AUTO = "auto";
  private static final String WEIGHT_FILE = ".safetensors";

  @Option(
      names = "--model",
      paramLabel = "ID|FILE",
      description = {
        "A shipped model (selfsame models list), or a weight file or checkpoint of selfsame train.",
        "The first of the list when not given."
      })
  private String model;

  @Option(
      names = "--device",
      defaultValue = AUTO,
      paramLabel = "DEVICE",
      description = "cpu, cuda, cuda:N, or auto for a CUDA device if there is one.")
  private String device;

  @Option(
      names = "--precision",
      defaultValue = AUTO,
      paramLabel = "PRECISION",
      description = {
        "fp32, bf16 or auto: bf16 where the device computes it in hardware, which is faster, else"
            + " fp32."
      })
  private String precision;

  @Option(
      names = "--tile",
      defaultValue = AUTO,
      paramLabel = "N|auto|none",
      description = {
        "Side of the tiles in pixels, which decides about the memory; auto goes by what is free,"
            + " none takes each image whole."
      })
  private String tile;

  @Option(
      names = "--ensemble",
      description = "Average over the 8 flips and rotations: a little better, 8 times as slow.")
  private boolean ensemble;

  /**
   * Loads the model that was asked for.
   *
   * @throws UsageException if an option has a value that it cannot have, or the model is not for
   *     denoising
   * @throws IOException if the model cannot be read
   */
  Denoiser loadDenoiser() throws IOException {
    Tiling tiling = understood("--tile", tile, Tiling::parse);
    Precision wanted =
        precision.equals(AUTO) ? null : understood("--precision", precision, Precision::parse);
    Device where = parseDevice(device);
    RestoreOptions options =
        RestoreOptions.forDevice(where).withTiling(tiling).withEnsemble(ensemble);
    Model loaded = load(where);
    if (!(loaded.task() instanceof Task.Denoise task)) {
      loaded.close();
      throw new UsageException(
          "model %s is for '%s': expected one that denoises"
              .formatted(loaded.name(), loaded.task().description()));
    }
    return new Denoiser(
        loaded, task, where, wanted == null ? options : options.withPrecision(wanted));
  }

  private Model load(Device where) throws IOException {
    if (model != null && isFile(model)) {
      return Model.load(Path.of(model), where);
    }
    Catalog catalog = Catalog.shipped();
    String id = model == null ? catalog.recommended(Task.Denoise.class).id() : model;
    return catalog.load(requireShipped(id, catalog), where);
  }

  /** A name that can only be a file's, or is one's; a folder may be named as a model is. */
  static boolean isFile(String model) {
    return model.endsWith(WEIGHT_FILE) || Files.isRegularFile(Path.of(model));
  }

  /**
   * Returns an id if it is that of a shipped model.
   *
   * @throws UsageException if it is not
   */
  static String requireShipped(String id, Catalog catalog) {
    try {
      return catalog.card(id).id();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /**
   * Returns the device that {@code --device} names.
   *
   * @throws UsageException if it names none
   */
  static Device parseDevice(String text) {
    return text.equals(AUTO) ? Device.best() : understood("--device", text, Device::parse);
  }

  private static <T> T understood(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      // The messages are "device 'x': expected ...": the option says what it is about.
      String message = e.getMessage();
      throw new UsageException(option + " " + text + message.substring(message.indexOf(": ")));
    }
  }
}
