package org.selfsame.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.selfsame.Selfsame;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.model.Quality;
import org.selfsame.network.NonlocalNetwork;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.restore.MemoryBudget;
import org.selfsame.restore.Protocol;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Tiling;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import picocli.CommandLine.Option;

/** The arguments shared by the commands that run a model: which, where and how. */
public final class ModelOptions {
  private static final String AUTO = "auto";
  private static final String WHOLE = "whole";

  @Option(
      names = "--model",
      paramLabel = "ID|FILE",
      description = {
        "A shipped model (selfsame models list), or a weight file or checkpoint of selfsame train.",
        "By default the shipped model for this task, for gray or color images."
      })
  private String model;

  @Option(
      names = "--device",
      defaultValue = AUTO,
      paramLabel = "DEVICE",
      description = "cpu, cuda, cuda:N, or auto: a CUDA device if there is one.")
  private String device;

  @Option(
      names = "--precision",
      defaultValue = AUTO,
      paramLabel = "PRECISION",
      description = {
        "fp32, bf16 or auto: the faster bf16 if the device has it in hardware, else fp32."
      })
  private String precision;

  @Option(
      names = "--tile",
      defaultValue = AUTO,
      paramLabel = "N|auto|none",
      description = {
        "Tile side in pixels, which sets the memory used; auto goes by --memory, none restores each"
            + " image whole."
      })
  private String tile;

  @Option(
      names = "--memory",
      defaultValue = AUTO,
      paramLabel = "SIZE|auto",
      description = {
        "Memory the model may work in, such as 4g or 512m, besides the image and its result; auto"
            + " is half of what is free."
      })
  private String memory;

  @Option(
      names = "--protocol",
      defaultValue = WHOLE,
      paramLabel = "PROTOCOL",
      description = {
        "whole: each pixel sees the window around it; overlapped: average patches of the window's"
            + " size taken every 7 pixels, as NLRN's authors test; far slower (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String protocol;

  @Option(
      names = "--ensemble",
      description = "Average over the 8 flips and rotations: a little better, 8 times as slow.")
  private boolean ensemble;

  /** A classic method has none of a network's options. */
  private void requireNoNetworkOptions() {
    Optional.ofNullable(model)
        .flatMap(ClassicMethod::named)
        .ifPresent(
            classic -> {
              requireNotGiven(classic, "--device " + device, device.equals(AUTO));
              requireNotGiven(classic, "--precision " + precision, precision.equals(AUTO));
              requireNotGiven(classic, "--tile " + tile, tile.equals(AUTO));
              requireNotGiven(classic, "--memory " + memory, memory.equals(AUTO));
              requireNotGiven(classic, "--protocol " + protocol, protocol.equals(WHOLE));
              requireNotGiven(classic, "--ensemble", !ensemble);
            });
  }

  private static void requireNotGiven(ClassicMethod method, String option, boolean usual) {
    if (!usual) {
      throw new UsageException(
          "%s: only for networks, and %s is not one; leave it out".formatted(option, method));
    }
  }

  /**
   * Opens the named model, or the recommended one for each picture.
   *
   * @param quality of the recommended ones
   * @param further settings that have no option here
   * @throws UsageException if an option has an impossible value
   * @throws IOException if a model cannot be read
   */
  public Selfsame open(QualityOption quality, UnaryOperator<Selfsame.Builder> further)
      throws IOException {
    if (model != null && quality.isGiven() && ClassicMethod.named(model).isPresent()) {
      throw new UsageException(
          "--quality %s: %s has only one quality; leave it out".formatted(quality.value(), model));
    }
    if (model != null && quality.isGiven()) {
      throw new UsageException(
          "--quality %s: --model %s already picks the model; leave out one of them"
              .formatted(quality.value(), model));
    }
    requireNoNetworkOptions();
    Device where = OptionValue.device(device);
    Selfsame.Builder builder =
        Selfsame.builder().device(where).options(options(where)).quality(quality.value());
    if (model != null) {
      builder.model(model);
    }
    return asked(() -> further.apply(builder).open());
  }

  /** Loads something, and may refuse the model or the options. */
  @FunctionalInterface
  public interface Loading<T> {
    /** Loads it. */
    T load() throws IOException;
  }

  /**
   * Returns what was loaded.
   *
   * @throws UsageException if the options do not suit the model, or there is no such model
   */
  public <T> T asked(Loading<T> loading) throws IOException {
    try {
      return loading.load();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      for (String option : List.of("protocol", "memory", "tiles")) {
        if (message.startsWith(option + " ")) {
          throw new UsageException(given(option) + message.substring(message.indexOf(": ")));
        }
      }
      throw new UsageException(message);
    }
  }

  /** Returns an option as the user gave it. */
  private String given(String option) {
    return switch (option) {
      case "protocol" -> "--protocol " + protocol;
      case "memory" -> "--memory " + memory;
      default -> "--tile " + tile;
    };
  }

  /**
   * Loads the named models, separated by commas, whatever they are for; classic methods may be
   * among them.
   *
   * @throws UsageException if an option has an impossible value
   * @throws IOException if a model cannot be read
   */
  public ModelMethods loadMethods() throws IOException {
    Device where = OptionValue.device(device);
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
          Model loaded = load(name, "", 1, Quality.FAST, where);
          asked(() -> methods.add(loaded, Catalog.isFile(name) ? Path.of(name) : null));
        }
      }
    } catch (IOException | RuntimeException e) {
      methods.close();
      throw e;
    }
    return methods;
  }

  private RestoreOptions options(Device where) {
    Tiling tiling = OptionValue.understood("--tile", tile, Tiling::parse);
    MemoryBudget budget = OptionValue.understood("--memory", memory, MemoryBudget::parse);
    Protocol over = OptionValue.understood("--protocol", protocol, Protocol::parse);
    requireTogether(tiling, over);
    Precision wanted =
        precision.equals(AUTO)
            ? null
            : OptionValue.understood("--precision", precision, Precision::parse);
    RestoreOptions options =
        RestoreOptions.forDevice(where)
            .withTiling(tiling)
            .withMemory(budget)
            .withProtocol(over)
            .withEnsemble(ensemble);
    return wanted == null ? options : options.withPrecision(wanted);
  }

  /** Refuses options that would have no effect. */
  private void requireTogether(Tiling tiling, Protocol over) {
    if (tiling.equals(Tiling.AUTO)) {
      return;
    }
    if (over == Protocol.OVERLAPPED) {
      throw new UsageException(
          "--tile %s: --protocol overlapped uses patches instead of tiles; leave out one of them"
              .formatted(tile));
    }
    if (!memory.equals(AUTO)) {
      throw new UsageException(
          "--memory %s: --tile %s already sets the memory; leave out one of them"
              .formatted(memory, tile));
    }
  }

  /** Returns whether a model was named. */
  public boolean isNamed() {
    return model != null;
  }

  /** Returns whether the network has a neighborhood, which sets the size of patches. */
  public static boolean hasPatches(Model model) {
    return NonlocalNetwork.neighborhood(model.network()).isPresent();
  }

  /**
   * Loads a model.
   *
   * @param model the id of a shipped one, a file, or null for the recommended one
   * @param task of the recommended one, by name; ignored for others
   * @param channels of the images, for the recommended one
   * @param quality of the recommended one
   * @throws UsageException if there is no such model, or none is shipped for the task
   * @throws IOException if it cannot be read
   */
  public static Model load(String model, String task, int channels, Quality quality, Device where)
      throws IOException {
    try {
      if (model != null) {
        return Catalog.open(model, where);
      }
      Catalog catalog = Catalog.shipped();
      return catalog.load(catalog.recommended(task, channels, quality).id(), where);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /**
   * Returns an id that is a shipped model's.
   *
   * @throws UsageException if it is not
   */
  public static String requireShipped(String id, Catalog catalog) {
    try {
      return catalog.card(id).id();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
