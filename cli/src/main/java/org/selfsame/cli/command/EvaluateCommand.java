package org.selfsame.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.ModelMethods;
import org.selfsame.cli.option.ModelOptions;
import org.selfsame.cli.option.OptionValue;
import org.selfsame.cli.option.Sigma;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.Failures;
import org.selfsame.cli.print.JsonLine;
import org.selfsame.cli.print.ProgressLine;
import org.selfsame.cli.print.TextTable;
import org.selfsame.cli.print.TextTable.Align;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.lab.evaluation.Baseline;
import org.selfsame.lab.evaluation.Cell;
import org.selfsame.lab.evaluation.Condition;
import org.selfsame.lab.evaluation.Evaluation;
import org.selfsame.lab.evaluation.EvaluationListener;
import org.selfsame.lab.evaluation.GalleryPage;
import org.selfsame.lab.evaluation.ImageResult;
import org.selfsame.lab.evaluation.ImageSet;
import org.selfsame.lab.evaluation.Method;
import org.selfsame.lab.evaluation.ModelMethod;
import org.selfsame.lab.evaluation.Preset;
import org.selfsame.lab.evaluation.ResultFolder;
import org.selfsame.lab.evaluation.ResultTables;
import org.selfsame.lab.evaluation.Row;
import org.selfsame.lab.evaluation.ToldMethod;
import org.selfsame.system.FileReplacement;
import org.selfsame.task.Task;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Measures how well models and baselines restore. */
@Command(
    name = "evaluate",
    header = "Measure how well models and baselines restore images.",
    description = {
      "Degrades the clean images of each folder, restores them, and prints the means for each"
          + " folder, level and method: PSNR in dB, SSIM, seconds per image, memory, and the"
          + " paper's figure if there is one.",
      "",
      "Measures 8-bit images as published figures do. denoise and demosaic: all channels."
          + " upscale: luma, without a border as wide as the scale. deblock: luma, SSIM with the"
          + " uniform window of the published tables. The same seed and image name always give"
          + " the same noise.",
      "",
      "For noise of unknown level, --pairs restores photographs as taken and compares them with"
          + " clean ones; --degradation camera photographs clean images again, and compares with"
          + " the same photograph without noise. Denoisers that need a level are told --sigma;"
          + " blind ones are told nothing.",
      "",
      "Here --model takes several models, separated by commas. Without it and --baseline, all"
          + " shipped models for the task are measured.",
      "",
      "An image that cannot be measured is reported and left out; the exit code is then 1."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame evaluate --data data/Set12 data/BSD68",
      "  selfsame evaluate --data data/CBSD68 --gray --model my-model.safetensors",
      "  selfsame evaluate --task upscale --data data/Set5 --baseline bicubic",
      "  selfsame evaluate --task deblock --data data/LIVE1 --out runs/deblock",
      "  selfsame evaluate --pairs data/CC15 --model denoise-color,bm3d --sigma 15,auto",
      "  selfsame evaluate --pairs noisy clean --baseline none",
      "  selfsame evaluate --degradation camera --data data/CBSD68 --sigma 20",
      "  selfsame evaluate --task deblock-color --data data/LIVE1 --baseline none",
      "  selfsame evaluate --preset nlrn-table4 --data data    finds the sets by name"
    })
public final class EvaluateCommand implements Callable<Integer> {
  private static final String GAUSSIAN = "gaussian";
  private static final Task DENOISE = Task.undoing(GaussianNoise.of(0));
  private static final Task PHOTOGRAPHS = Task.undoing(new CameraNoise(0));
  private static final List<Align> ALIGNS =
      List.of(
          Align.LEFT,
          Align.LEFT,
          Align.LEFT,
          Align.RIGHT,
          Align.RIGHT,
          Align.RIGHT,
          Align.RIGHT,
          Align.RIGHT,
          Align.LEFT);
  private static final List<String> TITLES =
      List.of("SET", "LEVEL", "METHOD", "IMAGES", "PSNR", "SSIM", "S/IMAGE", "MEMORY", "PAPER");

  @ArgGroup(multiplicity = "1")
  private Images images;

  /** The images; exactly one way must be given. */
  private static final class Images {
    @Option(
        names = "--data",
        arity = "1..*",
        paramLabel = "DIR",
        description = {
          "Folders of clean images, searched with their subfolders. With --preset, where to look"
              + " for the sets' folders."
        })
    private List<Path> folders;

    @Option(
        names = "--pairs",
        arity = "1..2",
        paramLabel = "DIR",
        description = {
          "Noisy photographs and clean ones of the same scenes, as NAME_real.* and NAME_mean.* in"
              + " one folder, or under the same names in two folders, the noisy one first."
        })
    private List<Path> pairs;
  }

  @Option(
      names = "--task",
      defaultValue = "denoise",
      paramLabel = "TASK",
      description = {
        "denoise, denoise-photo, upscale, deblock (luma), deblock-color or demosaic (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String taskName;

  @Option(
      names = "--degradation",
      defaultValue = GAUSSIAN,
      paramLabel = "NAME",
      description = {
        "For denoise: gaussian noise of --level, or the noise of a camera (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String degradationName;

  @Option(
      names = "--sigma",
      split = ",",
      paramLabel = "N|auto",
      description = {
        "With --pairs or --degradation camera: the noise level to tell denoisers that need one, on"
            + " samples from 0 to 255; auto, the default, estimates it for each image."
      })
  private List<Sigma> sigmas;

  @Option(
      names = "--level",
      split = ",",
      paramLabel = "N",
      description = {
        "Levels: noise standard deviations (default 15,25,50), scales (2,3,4), JPEG qualities"
            + " (10,20,30,40) or mosaic patterns (grbg)."
      })
  private List<String> levels;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = {
        "The task, levels and sets of a table: nlrn-table4, nlrn-table5, nlrn-table6, rnan-table2"
            + " to rnan-table6, or shipped for all that the shipped models do."
      })
  private String preset;

  @Option(
      names = "--baseline",
      split = ",",
      paramLabel = "NAME",
      description = {
        "Methods without weights: none, nlm, bm3d, wnnm, bicubic or bilinear. Without this and"
            + " --model, the task's usual one."
      })
  private List<String> baselines = List.of();

  @Option(
      names = "--noise",
      defaultValue = "float",
      converter = FormConverter.class,
      paramLabel = "FORM",
      description =
          "float: keep the noise as it is; 8bit: clip and round it, as in a file (default:"
              + " ${DEFAULT-VALUE}).")
  private GaussianNoise.Form form;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the noise, a whole number (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--gray", description = "For denoise: convert color images to gray first.")
  private boolean gray;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = {
        "Keep everything in this folder: results.md, .csv and .json, restored images and error"
            + " maps, and index.html to browse them. What it already holds is not measured again."
      })
  private Path out;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables as Markdown.")
  private Path markdown;

  @Mixin private ModelOptions models;

  @Option(names = "--json", description = "Print a JSON object per row, one per line.")
  private boolean json;

  @Option(names = "--verbose", description = "Also print each image's figures.")
  private boolean verbose;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  private boolean failed;

  /** Sets and the conditions to measure them under. */
  private record Part(Task task, List<Condition> conditions, List<ImageSet> sets) {
    boolean hasUnknownNoise() {
      return conditions.stream().anyMatch(Condition::hasUnknownNoise);
    }
  }

  @Override
  public Integer call() throws IOException {
    try (ModelMethods methods = models.loadMethods()) {
      List<Part> parts = preset == null ? List.of(part()) : partsOfPreset();
      requireUnknownNoise(parts);
      List<Cell> cells = new ArrayList<>();
      for (Part part : parts) {
        addCells(part, methodsFor(part, methods), methods.areNamed(), cells);
      }
      if (!cells.isEmpty()) {
        measure(cells);
      }
    }
    return failed ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private Part part() throws IOException {
    Task task = OptionValue.understood("--task", taskName, Task::named);
    if (images.pairs != null) {
      return pairs(task);
    }
    if (isCamera(task)) {
      requireNotGiven("--level", "the noise of cameras has no levels");
      requireNotGiven("--noise", "it is a form of Gaussian noise");
      requireNotGiven("--gray", "photographs are in color");
      Degradation camera = new CameraNoise(seed);
      return new Part(task, List.of(new Condition(camera, false)), setsOf(images.folders));
    }
    List<String> wanted = levels == null ? task.kind().usualLevels() : levels;
    return new Part(task, conditions(task, wanted, gray, form), setsOf(images.folders));
  }

  private Part pairs(Task task) throws IOException {
    requireDenoiser(task, "--pairs");
    for (String option : List.of("--level", "--noise", "--seed", "--degradation", "--gray")) {
      requireNotGiven(option, "--pairs are restored as they are");
    }
    return new Part(task, List.of(Condition.asTaken()), List.of(setOf(images.pairs)));
  }

  private static ImageSet setOf(List<Path> pairs) throws IOException {
    return switch (pairs.size()) {
      case 1 -> ImageSet.ofPairs(pairs.get(0));
      case 2 -> ImageSet.ofPairs(pairs.get(0), pairs.get(1));
      default ->
          throw new UsageException(
              "--pairs: found %d folders; expected one, or a noisy and a clean one"
                  .formatted(pairs.size()));
    };
  }

  private boolean isCamera(Task task) {
    return switch (degradationName) {
      case GAUSSIAN -> {
        if (!task.isLike(DENOISE)) {
          requireNotGiven("--degradation", task.name() + " has one of its own");
        }
        yield false;
      }
      case CameraNoise.LEVEL -> {
        requireDenoiser(task, "--degradation camera");
        yield true;
      }
      default ->
          throw new UsageException(
              "--degradation %s: expected gaussian or camera".formatted(degradationName));
    };
  }

  private static void requireDenoiser(Task task, String option) {
    if (!task.isLike(DENOISE) && !task.isLike(PHOTOGRAPHS)) {
      throw new UsageException(
          "%s: only for --task %s or %s, not %s; leave out one of them"
              .formatted(option, DENOISE.name(), PHOTOGRAPHS.name(), task.name()));
    }
  }

  private void requireNotGiven(String option, String reason) {
    if (isGiven(option)) {
      throw new UsageException("%s: %s; leave it out".formatted(option, reason));
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** The level of added noise is known, so it is told. */
  private void requireUnknownNoise(List<Part> parts) {
    if (sigmas != null && parts.stream().noneMatch(Part::hasUnknownNoise)) {
      throw new UsageException(
          "--sigma: only for --pairs and --degradation camera, as --level is told; leave it out");
    }
  }

  private List<Part> partsOfPreset() throws IOException {
    if (levels != null || gray || isGiven("--task") || isGiven("--degradation")) {
      throw new UsageException(
          "--preset %s: it sets the task and levels; leave out --task, --level, --degradation, --gray"
              .formatted(preset));
    }
    if (images.pairs != null) {
      throw new UsageException(
          "--preset %s: it degrades the images of --data; give that instead of --pairs"
              .formatted(preset));
    }
    List<Part> parts = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Preset.Part part : OptionValue.understood("--preset", preset, Preset::named).parts()) {
      List<Path> found = new ArrayList<>();
      for (String set : part.sets()) {
        Optional<Path> folder = find(set);
        folder.ifPresentOrElse(found::add, () -> missing.add(set));
      }
      parts.add(
          new Part(
              part.task(),
              conditions(part.task(), part.levels(), part.gray(), part.form()),
              setsOf(found)));
    }
    if (!missing.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("selfsame: left out, no folder found for: %s%n", String.join(", ", missing));
      err.flush();
    }
    if (parts.stream().allMatch(part -> part.sets.isEmpty())) {
      throw new UsageException(
          "--preset %s: found none of its sets in %s; give the folder that holds them"
              .formatted(
                  preset,
                  images.folders.stream().map(Path::toString).collect(Collectors.joining(", "))));
    }
    return parts;
  }

  private Optional<Path> find(String set) throws IOException {
    for (Path root : images.folders) {
      if (!Files.isDirectory(root)) {
        throw new UsageException("--data %s: no such folder".formatted(root));
      }
      Optional<Path> found = Preset.find(set, root);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private List<Condition> conditions(
      Task task, List<String> wanted, boolean toGray, GaussianNoise.Form noise) {
    List<Condition> conditions = new ArrayList<>();
    for (String level : wanted) {
      try {
        Degradation degradation = task.degradation(level, seed, noise);
        conditions.add(new Condition(task, degradation, toGray));
      } catch (IllegalArgumentException e) {
        throw new UsageException("--level %s: %s".formatted(level, e.getMessage()));
      }
    }
    return conditions;
  }

  /** A folder without images must not stop the others from being measured. */
  private List<ImageSet> setsOf(List<Path> paths) {
    List<ImageSet> sets = new ArrayList<>();
    for (Path folder : paths) {
      try {
        sets.add(ImageSet.of(folder));
      } catch (IOException | RuntimeException e) {
        fail(folder, e);
      }
    }
    return ImageSet.distinct(sets);
  }

  private void fail(Path place, Throwable failure) {
    failed = true;
    Failures.print(failure, Failures.of(failure).at(place).message(), spec.commandLine());
  }

  /** For noise of an unknown level, measures every model that takes a level. */
  private List<Method> methodsFor(Part part, ModelMethods loaded) throws IOException {
    List<Method> methods = new ArrayList<>();
    for (String name : baselines) {
      methods.add(OptionValue.understood("--baseline", name, Baseline::named));
    }
    boolean asked = loaded.areNamed();
    if (methods.isEmpty() && !asked) {
      methods.add(Baseline.usual(part.task));
    }
    if (asked || baselines.isEmpty()) {
      methods.addAll(loaded.methods(part.task));
      boolean also = !asked && part.task.isLike(DENOISE) && part.hasUnknownNoise();
      methods.addAll(also ? loaded.methods(PHOTOGRAPHS) : List.of());
    }
    return methods;
  }

  /** Returns a method once for each {@code --sigma}; unchanged if it takes no level. */
  private List<Method> told(Method method) {
    if (method.noise().isEmpty()) {
      return List.of(method);
    }
    List<Method> told = new ArrayList<>();
    for (Sigma sigma : sigmas == null ? List.of(Sigma.AUTO) : sigmas) {
      try {
        told.add(
            new ToldMethod(
                method,
                sigma.isAuto() ? OptionalDouble.empty() : OptionalDouble.of(sigma.value())));
      } catch (IllegalArgumentException e) {
        throw new UsageException("--sigma: " + e.getMessage());
      }
    }
    return told;
  }

  /**
   * Skips what a method is not for if a preset asks for it or the model was not named; whatever the
   * user named must fit.
   */
  private void addCells(Part part, List<Method> methods, boolean asked, List<Cell> cells) {
    for (ImageSet set : part.sets) {
      for (Condition condition : part.conditions) {
        for (Method method : methods) {
          boolean leftOut = preset != null || (!asked && method instanceof ModelMethod);
          boolean unknown = condition.hasUnknownNoise();
          for (Method told : unknown ? told(method) : List.of(method)) {
            Cell cell = new Cell(set, condition, told);
            Optional<String> refusal = cell.refusal();
            if (refusal.isEmpty()) {
              cells.add(cell);
            } else if (!leftOut) {
              String level = unknown ? "" : "--level " + condition.level() + ": ";
              throw new UsageException(level + refusal.get());
            }
          }
        }
      }
    }
  }

  private void measure(List<Cell> cells) throws IOException {
    ResultFolder kept = out == null ? null : ResultFolder.open(out);
    Evaluation evaluation = kept == null ? Evaluation.inMemory() : Evaluation.in(kept);
    int images = cells.stream().mapToInt(cell -> cell.set().files().size()).sum();
    List<Row> rows = new ArrayList<>();
    Printer printer = new Printer(cells);
    try (ProgressLine progress = ProgressLine.onTerminal(spec.name(), images, "images")) {
      Listener listener = new Listener(progress, images, printer);
      for (Cell cell : cells) {
        Row row = evaluation.run(cell, listener);
        rows.add(row);
        failed |= !row.failed().isEmpty();
        progress.above(() -> printer.print(row));
        write(rows);
      }
    }
  }

  private void write(List<Row> rows) throws IOException {
    ResultTables tables = new ResultTables(rows, commandText());
    if (out != null) {
      FileReplacement.writeString(out.resolve("results.md"), tables.markdown());
      FileReplacement.writeString(out.resolve("results.csv"), tables.csv());
      FileReplacement.writeString(out.resolve("results.json"), tables.json());
      FileReplacement.writeString(out.resolve("index.html"), GalleryPage.of(rows));
    }
    if (markdown != null) {
      Files.createDirectories(markdown.toAbsolutePath().getParent());
      FileReplacement.writeString(markdown, tables.markdown());
    }
  }

  /** The command line, without the places to write results to. */
  private String commandText() {
    List<String> words = new ArrayList<>(List.of("selfsame"));
    List<String> arguments = spec.commandLine().getParseResult().originalArgs();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (word.equals("--out") || word.equals("--markdown")) {
        i++;
      } else if (!word.startsWith("--out=") && !word.startsWith("--markdown=")) {
        words.add(word.contains(" ") ? "'" + word + "'" : word);
      }
    }
    return String.join(" ", words);
  }

  private final class Listener implements EvaluationListener {
    private final ProgressLine line;
    private final int images;
    private final Printer printer;
    private int done;

    Listener(ProgressLine line, int images, Printer printer) {
      this.line = line;
      this.images = images;
      this.printer = printer;
    }

    @Override
    public void progress(long part, long parts) {
      line.part(done, images).progress(part, parts);
    }

    @Override
    public void measured(Cell cell, ImageResult result, boolean stored) {
      next();
      if (verbose) {
        line.above(() -> printer.print(cell, result));
      }
    }

    @Override
    public void failed(Cell cell, Path file, Throwable failure) {
      next();
      line.above(() -> fail(file, failure));
    }

    private void next() {
      line.progress(++done, images);
    }
  }

  /** Prints each result as soon as it is known. */
  private final class Printer {
    private final PrintWriter printed = spec.commandLine().getOut();
    private final TextTable table;

    Printer(List<Cell> cells) {
      // Rows are printed as they come, so columns must fit whatever may follow.
      List<List<String>> widest = new ArrayList<>(List.of(TITLES));
      for (Cell cell : cells) {
        widest.add(
            List.of(
                cell.set().name(),
                cell.condition().level(),
                cell.method().label(),
                "100 of 100",
                "30.44",
                "0.9000",
                "1000.00",
                "10,000 MB",
                ""));
      }
      table = new TextTable(ALIGNS, widest);
      if (!json) {
        printed.println(table.line(TITLES));
        printed.flush();
      }
    }

    void print(Row row) {
      if (json) {
        JsonLine.print(ResultTables.facts(row), printed);
        return;
      }
      print(
          row.cell(),
          ResultTables.images(row),
          row.psnr(),
          row.ssim(),
          row.secondsPerImage(),
          ResultTables.memory(row),
          ResultTables.published(row));
    }

    void print(Cell cell, ImageResult image) {
      if (json) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("task", cell.condition().task().name());
        facts.put("level", cell.condition().level());
        facts.put("set", cell.set().name());
        facts.put("method", cell.method().label());
        facts.put("image", image.image());
        facts.put("psnr", image.scores().psnr());
        facts.put("ssim", image.scores().ssim());
        facts.put("seconds", image.seconds());
        JsonLine.print(facts, printed);
        return;
      }
      print(
          cell,
          "",
          image.scores().psnr(),
          image.scores().ssim(),
          image.seconds(),
          "",
          image.image());
    }

    private void print(
        Cell cell,
        String images,
        double psnr,
        double ssim,
        double seconds,
        String memory,
        String last) {
      printed.println(
          table.line(
              List.of(
                  cell.set().name(),
                  cell.condition().level(),
                  cell.method().label(),
                  images,
                  ResultTables.decibels(psnr),
                  ResultTables.rounded(ssim, 4),
                  ResultTables.rounded(seconds, 2),
                  memory,
                  last)));
      printed.flush();
    }
  }

  /** Parses {@code --noise}. */
  static final class FormConverter implements ITypeConverter<GaussianNoise.Form> {
    @Override
    public GaussianNoise.Form convert(String value) {
      for (GaussianNoise.Form form : GaussianNoise.Form.values()) {
        if (form.word().equals(value)) {
          return form;
        }
      }
      throw new TypeConversionException(
          "'%s' is not a form of noise; expected float or 8bit".formatted(value));
    }
  }
}
