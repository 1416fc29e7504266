package org.selfsame.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.OptionValue;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.BenchmarkReport;
import org.selfsame.cli.print.ProgressLine;
import org.selfsame.lab.benchmark.ImageSize;
import org.selfsame.lab.benchmark.Measurement;
import org.selfsame.lab.benchmark.RestorationBenchmark;
import org.selfsame.lab.benchmark.StandardConfig;
import org.selfsame.model.Model;
import org.selfsame.model.Quality;
import org.selfsame.restore.MemoryBudget;
import org.selfsame.restore.Protocol;
import org.selfsame.restore.Tiling;
import org.selfsame.system.FileReplacement;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how fast a model restores images. */
@Command(
    name = "benchmark",
    header = "Measure how fast a model restores images.",
    description = {
      "Restores random images and prints a row for each size, precision and protocol: the seconds"
          + " per image (the median of several runs, after a warm-up), the speed, and the peak"
          + " memory of the process.",
      "",
      "GFLOP counts the arithmetic that cannot be avoided: a non-local module compares each pixel"
          + " with its neighborhood only, and nothing that tiles or patches compute twice counts."
          + " OF PEAK compares it with the fastest matrix product that this machine reached in"
          + " the same run.",
      "",
      "For exact memory, measure one row per run: memory left over from earlier rows counts too."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame benchmark",
      "  selfsame benchmark --config full --size 256x256,1024x1024 --precision bf16",
      "  selfsame benchmark --size 4000x3000 --protocol whole --json speed.json",
      "  selfsame benchmark --config rnan --size 512x512 --tile none --repeat 1",
      "  selfsame benchmark --config ffdnet --size 1024x1024    for comparison"
    })
public final class BenchmarkCommand implements Callable<Integer> {
  private static final String BOTH = "both";
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = "--model",
      paramLabel = "ID|FILE",
      description = {
        "A shipped model (selfsame models list), or a weight file or checkpoint of selfsame train.",
        "By default the first in the list."
      })
  private String model;

  @Option(
      names = "--config",
      paramLabel = "NAME",
      description = {
        "Instead of a model, a network with random weights, which runs as fast as a trained one:"
            + " full is the paper's NLRN (12 steps, 128 channels, neighborhood 45x45), light has"
            + " 6 steps, 64 channels and 25x25, fast and best have 96 channels and 6 and 12 steps"
            + " on squares of 2x2 pixels, rnan is the RNAN paper's for color (10 blocks, 64"
            + " features); dncnn, ffdnet and ffdnet-color are as published (17 layers of 64"
            + " features, 15 of 64, and 12 of 96)."
      })
  private String config;

  @Option(
      names = "--size",
      split = ",",
      defaultValue = "256x256",
      paramLabel = "WxH",
      description = "Sizes of the images in pixels (default: ${DEFAULT-VALUE}).")
  private List<String> sizes;

  @Option(
      names = "--precision",
      defaultValue = BOTH,
      paramLabel = "PRECISION",
      description = "fp32, bf16 or both (default: ${DEFAULT-VALUE}).")
  private String precision;

  @Option(
      names = "--protocol",
      defaultValue = BOTH,
      paramLabel = "PROTOCOL",
      description = {
        "whole: each image in one pass; overlapped: in overlapping patches, as the network's"
            + " authors do; or both (default: ${DEFAULT-VALUE}). A network without a neighborhood"
            + " runs whole only."
      })
  private String protocol;

  @Option(
      names = "--overlapped-crop",
      defaultValue = "96",
      paramLabel = "N",
      description = {
        "Time overlapped on NxN pixels of a larger image, and scale up by the number of patches"
            + " (default: ${DEFAULT-VALUE})."
      })
  private int overlappedCrop;

  @Option(
      names = "--tile",
      defaultValue = "auto",
      paramLabel = "N|auto|none",
      description = "Tile side in pixels, as in denoise (default: ${DEFAULT-VALUE}).")
  private String tile;

  @Option(
      names = "--memory",
      defaultValue = "auto",
      paramLabel = "SIZE|auto",
      description = {
        "Memory the model may work in, such as 4g or 512m, as in denoise (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String memory;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      description = "cpu, cuda, cuda:N, or auto: a CUDA device if there is one.")
  private String device;

  @Option(
      names = "--repeat",
      defaultValue = "3",
      paramLabel = "N",
      description = "Timed runs; the median counts (default: ${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--json",
      paramLabel = "FILE|-",
      description = "Also write all figures as a JSON object; - prints it instead of the table.")
  private String json;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  /** What to measure. */
  private record Plan(List<ImageSize> sizes, List<Protocol> protocols, List<Precision> precisions) {
    int rows() {
      return sizes.size() * protocols.size() * precisions.size();
    }
  }

  @Override
  public Integer call() throws IOException {
    RestorationBenchmark.Options options = options();
    requireJsonFolder();
    plan(true); // report wrong options before loading a model
    Device where = OptionValue.device(device);
    try (Model loaded = load(where)) {
      Plan plan = plan(ModelOptions.hasPatches(loaded));
      RestorationBenchmark benchmark = new RestorationBenchmark(loaded, options);
      if (!ModelOptions.hasPatches(loaded) && plan.protocols.contains(Protocol.OVERLAPPED)) {
        throw new UsageException(
            "--protocol %s: model %s has no neighborhood to cut patches by; leave it out"
                .formatted(protocol, loaded.name()));
      }
      requireFitting(plan, benchmark, options.tiling());
      measure(plan, benchmark, loaded, where);
    }
    return ExitCode.OK;
  }

  private Plan plan(boolean hasPatches) {
    boolean wholeOnly = !hasPatches && protocol.equals(BOTH);
    return new Plan(
        sizes.stream()
            .map(size -> OptionValue.understood("--size", size, ImageSize::parse))
            .toList(),
        wholeOnly
            ? List.of(Protocol.WHOLE)
            : choices("--protocol", protocol, List.of(Protocol.values()), Protocol::parse),
        // The one that needs less memory first: the process keeps what it frees.
        choices(
            "--precision", precision, List.of(Precision.BF16, Precision.FP32), Precision::parse));
  }

  /** Checks that the options suit the model before the work starts. */
  private void requireFitting(Plan plan, RestorationBenchmark benchmark, Tiling tiling) {
    for (Protocol way : plan.protocols) {
      boolean byMemory = way == Protocol.OVERLAPPED || tiling.equals(Tiling.AUTO);
      for (Precision one : plan.precisions) {
        OptionValue.understood(
            byMemory ? "--memory" : "--tile",
            byMemory ? memory : tile,
            text -> benchmark.requireFitting(way, one));
      }
    }
  }

  private RestorationBenchmark.Options options() {
    requireAtLeastOne("--repeat", repeat);
    requireAtLeastOne("--overlapped-crop", overlappedCrop);
    return new RestorationBenchmark.Options(
        repeat,
        overlappedCrop,
        OptionValue.understood("--tile", tile, Tiling::parse),
        OptionValue.understood("--memory", memory, MemoryBudget::parse));
  }

  private static void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw new UsageException("%s %d: expected at least 1".formatted(option, value));
    }
  }

  /** Measuring takes long: report an unwritable result file first. */
  private void requireJsonFolder() {
    if (json == null || json.equals(STANDARD_OUTPUT)) {
      return;
    }
    Path folder = Path.of(json).toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UsageException("--json %s: folder %s does not exist".formatted(json, folder));
    }
  }

  private static <T> List<T> choices(
      String option, String text, List<T> both, Function<String, T> parser) {
    if (text.equals(BOTH)) {
      return both;
    }
    try {
      return List.of(OptionValue.understood(option, text, parser));
    } catch (UsageException e) {
      throw new UsageException(e.getMessage() + ", or both");
    }
  }

  private Model load(Device where) throws IOException {
    if (config == null) {
      return ModelOptions.load(model, "denoise", 1, Quality.FAST, where);
    }
    if (model != null) {
      throw new UsageException("--model and --config: give only one of them");
    }
    for (StandardConfig standard : StandardConfig.values()) {
      if (standard.toString().equals(config)) {
        return standard.untrained(where);
      }
    }
    String all =
        Arrays.stream(StandardConfig.values())
            .map(StandardConfig::toString)
            .collect(Collectors.joining(", "));
    throw new UsageException("--config %s: expected one of %s".formatted(config, all));
  }

  private void measure(Plan plan, RestorationBenchmark benchmark, Model loaded, Device where)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean table = !STANDARD_OUTPUT.equals(json);
    BenchmarkReport report = new BenchmarkReport(loaded, where, repeat);
    if (table) {
      report.printHead(out);
    }
    int done = 0;
    try (ProgressLine progress = ProgressLine.onTerminal(spec.name(), plan.rows(), "rows")) {
      for (ImageSize size : plan.sizes) {
        for (Precision one : plan.precisions) {
          for (Protocol way : plan.protocols) {
            Measurement row = benchmark.measure(size, way, one, progress.part(done++, plan.rows()));
            report.add(row);
            if (table) {
              progress.above(() -> report.printRow(row, out));
            }
          }
        }
      }
    }
    if (table) {
      report.printNotes(out);
    }
    if (STANDARD_OUTPUT.equals(json)) {
      out.println(report.toJson());
      out.flush();
    } else if (json != null) {
      FileReplacement.writeString(Path.of(json), report.toJson() + System.lineSeparator());
    }
  }
}
