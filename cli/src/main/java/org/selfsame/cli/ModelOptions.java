package org.selfsame.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.Quality;
import org.selfsame.model.Task;
import org.selfsame.network.NonlocalNetwork;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.restore.MemoryBudget;
import org.selfsame.restore.Protocol;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.restore.Tiling;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import picocli.CommandLine.Option;

/** The arguments of the commands that run a model: which, where and how. */
final class ModelOptions {
  private static final String AUTO = "auto";
  private static final String WHOLE = "whole";
  private static final String WEIGHT_FILE = ".safetensors";

  @Option(
      names = "--model",
      paramLabel = "ID|FILE",
      description = {
        "A shipped model (selfsame models list), or a weight file or checkpoint of selfsame train.",
        "When not given, the one of the list that is for this command's task and the image's"
            + " channels."
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
        "Side of the tiles in pixels, which decides about the memory; auto goes by --memory, none"
            + " takes each image whole."
      })
  private String tile;

  @Option(
      names = "--memory",
      defaultValue = AUTO,
      paramLabel = "SIZE|auto",
      description = {
        "How much memory the model may work in, such as 4g or 512m, besides the image and its"
            + " result; auto is half of what is free."
      })
  private String memory;

  @Option(
      names = "--protocol",
      defaultValue = WHOLE,
      paramLabel = "PROTOCOL",
      description = {
        "whole: each pixel sees the window around it; overlapped: patches of the window's size"
            + " every 7 pixels are averaged, as NLRN's authors test, far slower (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String protocol;

  @Option(
      names = "--ensemble",
      description = "Average over the 8 flips and rotations: a little better, 8 times as slow.")
  private boolean ensemble;

  /**
   * Returns the classic method that was asked for in place of a model, if one was.
   *
   * @throws UsageException if an option is given that is for networks only
   */
  Optional<ClassicMethod> classicMethod() {
    Optional<ClassicMethod> method = Optional.ofNullable(model).flatMap(ClassicMethod::named);
    method.ifPresent(
        classic -> {
          requireNotGiven(classic, "--device " + device, device.equals(AUTO));
          requireNotGiven(classic, "--precision " + precision, precision.equals(AUTO));
          requireNotGiven(classic, "--tile " + tile, tile.equals(AUTO));
          requireNotGiven(classic, "--memory " + memory, memory.equals(AUTO));
          requireNotGiven(classic, "--protocol " + protocol, protocol.equals(WHOLE));
          requireNotGiven(classic, "--ensemble", !ensemble);
        });
    return method;
  }

  private static void requireNotGiven(ClassicMethod method, String option, boolean usual) {
    if (!usual) {
      throw new UsageException(
          "%s: it is for networks, and %s is none; leave it out".formatted(option, method));
    }
  }

  /**
   * Loads the model that was asked for, or the shipped one that is recommended.
   *
   * @param kind what it is to be for
   * @param channels of the images: 1 for gray, 3 for color
   * @param quality of the one that is recommended
   * @param does that in a word, such as {@code denoises}
   * @throws UsageException if an option has a value that it cannot have, or the model is for
   *     something else
   * @throws IOException if the model cannot be read
   */
  <T extends Task> TaskModel<T> load(
      Class<T> kind, String does, int channels, QualityOption quality) throws IOException {
    if (model != null && quality.isGiven()) {
      throw new UsageException(
          "--quality %s: --model %s says which model; leave one of them out"
              .formatted(quality.value(), model));
    }
    Device where = parseDevice(device);
    RestoreOptions options = options(where);
    Model loaded = load(model, kind, channels, quality.value(), where);
    try {
      if (!kind.isInstance(loaded.task())) {
        throw new UsageException(
            "model %s is for '%s': expected one that %s"
                .formatted(loaded.name(), loaded.task().description(), does));
      }
      requireFitting(loaded, options);
    } catch (UsageException e) {
      loaded.close();
      throw e;
    }
    return new TaskModel<>(loaded, kind.cast(loaded.task()), where, options);
  }

  /**
   * Loads the models that were asked for, by names between commas, whatever they are for; a classic
   * method may be among them.
   *
   * @throws UsageException if an option has a value that it cannot have
   * @throws IOException if a model cannot be read
   */
  ModelMethods loadMethods() throws IOException {
    Device where = parseDevice(device);
    RestoreOptions options = options(where);
    ModelMethods methods = new ModelMethods(model != null, where, options);
    try {
      if (model != null) {
        for (String name : model.split(",", -1)) {
          Optional<ClassicMethod> classic = ClassicMethod.named(name);
          if (classic.isPresent()) {
            methods.add(classic.get());
            continue;
          }
          Model loaded = load(name, Task.class, 1, Quality.FAST, where);
          methods.add(loaded, isFile(name) ? Path.of(name) : null);
          requireFitting(loaded, options);
        }
      }
    } catch (IOException | RuntimeException e) {
      methods.close();
      throw e;
    }
    return methods;
  }

  private RestoreOptions options(Device where) {
    Tiling tiling = understood("--tile", tile, Tiling::parse);
    MemoryBudget budget = understood("--memory", memory, MemoryBudget::parse);
    Protocol over = understood("--protocol", protocol, Protocol::parse);
    requireTogether(tiling, over);
    Precision wanted =
        precision.equals(AUTO) ? null : understood("--precision", precision, Precision::parse);
    RestoreOptions options =
        RestoreOptions.forDevice(where)
            .withTiling(tiling)
            .withMemory(budget)
            .withProtocol(over)
            .withEnsemble(ensemble);
    return wanted == null ? options : options.withPrecision(wanted);
  }

  /** Refuses what would have no effect. */
  private void requireTogether(Tiling tiling, Protocol over) {
    if (tiling.equals(Tiling.AUTO)) {
      return;
    }
    if (over == Protocol.OVERLAPPED) {
      throw new UsageException(
          "--tile %s: --protocol overlapped has patches in place of tiles; leave one of them out"
              .formatted(tile));
    }
    if (!memory.equals(AUTO)) {
      throw new UsageException(
          "--memory %s: --tile %s decides about the memory; leave one of them out"
              .formatted(memory, tile));
    }
  }

  /** Tells whether a model was asked for. */
  boolean isNamed() {
    return model != null;
  }

  /** Finds out before the work whether the options suit the model. */
  private void requireFitting(Model loaded, RestoreOptions options) {
    if (!hasPatches(loaded) && options.protocol() == Protocol.OVERLAPPED) {
      understood("--protocol", protocol, text -> new Restorer(loaded, options));
    }
    boolean byMemory =
        options.tiling().equals(Tiling.AUTO) || options.protocol() == Protocol.OVERLAPPED;
    understood(
        byMemory ? "--memory" : "--tile",
        byMemory ? memory : tile,
        text -> new Restorer(loaded, options));
  }

  /** Returns whether the network compares pixels over a neighborhood, which patches are cut by. */
  static boolean hasPatches(Model model) {
    return NonlocalNetwork.neighborhood(model.network()).isPresent();
  }

  /**
   * Loads a model.
   *
   * @param model the id of a shipped one, a file, or null for the recommended one
   * @param task of the recommended one; others may have another
   * @param channels of the images that the recommended one is for, if there is one
   * @param quality of the recommended one
   * @throws UsageException if it is neither, or none is shipped for the task
   * @throws IOException if it cannot be read
   */
  static Model load(
      String model, Class<? extends Task> task, int channels, Quality quality, Device where)
      throws IOException {
    if (model != null && isFile(model)) {
      return Model.load(Path.of(model), where);
    }
    Catalog catalog = Catalog.shipped();
    String id =
        model == null
            ? recommended(task, channels, quality, catalog)
            : requireShipped(model, catalog);
    return catalog.load(id, where);
  }

  private static String recommended(
      Class<? extends Task> task, int channels, Quality quality, Catalog catalog) {
    try {
      return catalog.recommended(task, channels, quality).id();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + " of selfsame train with --model");
    }
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

  /**
   * Returns what a parser makes of an option's value.
   *
   * @throws UsageException if it refuses the value
   */
  static <T> T understood(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      // The messages are "device 'x': expected ...": the option says what it is about.
      String message = e.getMessage();
      throw new UsageException(option + " " + text + message.substring(message.indexOf(": ")));
    }
  }
}
