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

/** The arguments of the commands that run a model: which, where and how. */
public final class ModelOptions {
  private static final String AUTO = "auto";
  private static final String WHOLE = "whole";

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

  /** A classic method takes no options of a network. */
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
          "%s: only networks have it, and %s is not one; leave it out".formatted(option, method));
    }
  }

  /**
   * Opens what was asked for, or what is recommended for each picture.
   *
   * @param quality of what is recommended
   * @param further settings, which have no option here
   * @throws UsageException if an option has a value that it cannot have
   * @throws IOException if a model cannot be read
   */
  public Selfsame open(QualityOption quality, UnaryOperator<Selfsame.Builder> further)
      throws IOException {
    if (model != null && quality.isGiven() && ClassicMethod.named(model).isPresent()) {
      throw new UsageException(
          "--quality %s: %s has one quality; leave it out".formatted(quality.value(), model));
    }
    if (model != null && quality.isGiven()) {
      throw new UsageException(
          "--quality %s: --model %s says which model; leave one of them out"
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

  /** What may refuse the model that was asked for, or the options. */
  @FunctionalInterface
  public interface Loading<T> {
    /** Loads something. */
    T load() throws IOException;
  }

  /**
   * Returns what is loaded.
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

  /** Returns an option as it was given. */
  private String given(String option) {
    return switch (option) {
      case "protocol" -> "--protocol " + protocol;
      case "memory" -> "--memory " + memory;
      default -> "--tile " + tile;
    };
  }

  /**
   * Loads the models that were asked for, by names between commas, whatever they are for; a classic
   * method may be among them.
   *
   * @throws UsageException if an option has a value that it cannot have
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
  public boolean isNamed() {
    return model != null;
  }

  /** Returns whether the network compares pixels over a neighborhood, which patches are cut by. */
  public static boolean hasPatches(Model model) {
    return NonlocalNetwork.neighborhood(model.network()).isPresent();
  }

  /**
   * Loads a model.
   *
   * @param model the id of a shipped one, a file, or null for the recommended one
   * @param task the name of that of the recommended one; others may have another
   * @param channels of the images that the recommended one is for, if there is one
   * @param quality of the recommended one
   * @throws UsageException if it is neither, or none is shipped for the task
   * @throws IOException if it cannot be read
   */
  public static Model load(String model, String task, int channels, Quality quality, Device where)
      throws IOException {
    try {
      Catalog catalog = Catalog.shipped();
      return model == null
          ? catalog.load(catalog.recommended(task, channels, quality).id(), where)
          : catalog.open(model, where);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /**
   * Returns an id if it is that of a shipped model.
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
