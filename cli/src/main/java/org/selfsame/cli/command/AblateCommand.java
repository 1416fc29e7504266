package org.selfsame.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.selfsame.cli.option.ExitWait;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.OptionValue;
import org.selfsame.cli.option.TrainingOptions;
import org.selfsame.cli.option.UsageException;
import org.selfsame.cli.print.Failures;
import org.selfsame.cli.print.NumberText;
import org.selfsame.cli.print.TextTable;
import org.selfsame.cli.print.TextTable.Align;
import org.selfsame.cli.print.TrainingReport;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.lab.ablation.Ablation;
import org.selfsame.lab.ablation.AblationListener;
import org.selfsame.lab.ablation.AblationTable;
import org.selfsame.lab.ablation.Outcome;
import org.selfsame.lab.ablation.Study;
import org.selfsame.lab.ablation.SweepPlot;
import org.selfsame.lab.ablation.Variant;
import org.selfsame.lab.evaluation.Cell;
import org.selfsame.lab.evaluation.Condition;
import org.selfsame.lab.evaluation.GalleryPage;
import org.selfsame.lab.evaluation.ImageSet;
import org.selfsame.lab.evaluation.Row;
import org.selfsame.lab.training.Progress;
import org.selfsame.lab.training.TrainingConfig;
import org.selfsame.system.FileReplacement;
import org.selfsame.task.Task;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains variants of a network with one part changed, as the paper's ablations do. */
@Command(
    name = "ablate",
    header = "Train the variants in a table or figure of the NLRN paper, and compare them.",
    description = {
      "table1: six affinities. table2: without weight sharing, without non-local modules, with"
          + " fewer of them, without correlation propagation. fig5: neighborhood sizes. fig6:"
          + " unrolling lengths.",
      "",
      "Each variant changes one part of the configuration's network and trains on the same data,"
          + " with the same budget and seed. The output folder gets a subfolder for each"
          + " training, the table as Markdown and CSV, a figure as PNG and SVG, and the restored"
          + " images of --data with a page to browse them.",
      "",
      "Ctrl-C saves a checkpoint; run the same command again to continue. Finished variants are"
          + " kept and reused by the other tables and figures in the folder. Exits with 1 if a"
          + " variant diverged; the others are still compared."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame ablate table1 --config nlrn.yaml --data data/Set12",
      "  selfsame ablate table2 --config nlrn.yaml --minutes 30",
      "  selfsame ablate fig6 --config nlrn.yaml --values 2,4,6,8 --steps 5000"
    })
public final class AblateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "STUDY", description = "table1, table2, fig5 or fig6.")
  private String studyName;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "CONFIG",
      description = "How to train: a YAML file as for selfsame train, of an nlrn.")
  private Path configFile;

  @ArgGroup private Budget budget;

  /** The budget of each variant, in place of the configuration's. */
  private static final class Budget {
    @Option(
        names = "--minutes",
        paramLabel = "M",
        description = "Train each variant for M minutes, instead of the configuration's budget.")
    private Double minutes;

    @Option(
        names = "--steps",
        paramLabel = "N",
        description = "Train each variant for N steps, instead of the configuration's budget.")
    private Long steps;
  }

  @Option(
      names = "--values",
      split = ",",
      paramLabel = "N",
      description = "For a figure, the sizes (15,25,35,45,55) or lengths (3,6,9,12,15) to compare.")
  private List<Integer> values = List.of();

  @Option(
      names = "--data",
      arity = "1..*",
      paramLabel = "DIR",
      description = {
        "Folders of clean images to measure on; the paper uses Set12. By default only the images"
            + " held out from training."
      })
  private List<Path> folders = List.of();

  @Option(
      names = "--level",
      defaultValue = "25",
      paramLabel = "SIGMA",
      description =
          "Noise level for measuring on --data (default: ${DEFAULT-VALUE}, as in the paper).")
  private double sigma;

  @Option(
      names = "--output",
      defaultValue = "runs/ablation",
      paramLabel = "DIR",
      description = "The output folder (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Mixin private TrainingOptions training;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Study study = OptionValue.understood("STUDY", studyName, Study::named);
    TrainingConfig config = TrainingConfig.read(configFile, changes());
    GaussianNoise noise =
        OptionValue.understood(
            "--level", NumberText.level(sigma), level -> GaussianNoise.of(sigma));
    requireCovered(noise, config.task());
    List<ImageSet> sets = new ArrayList<>();
    for (Path folder : folders) {
      sets.add(ImageSet.of(folder));
    }
    Condition condition = new Condition(noise, false);
    Ablation ablation =
        new Ablation(study, config, values, output, ImageSet.distinct(sets), condition);
    try (ExitWait exit = new ExitWait()) {
      exit.onExit(ablation::requestStop);
      return run(study, ablation, exit);
    }
  }

  private void requireCovered(GaussianNoise noise, Task task) {
    if (!folders.isEmpty() && !task.covers(noise)) {
      throw new UsageException(
          ("--level %s: the configuration trains to %s; give a --level it trains for, or leave out"
                  + " --data")
              .formatted(NumberText.level(sigma), task.description()));
    }
  }

  private Map<String, Object> changes() {
    Map<String, Object> changes = new LinkedHashMap<>();
    if (budget != null) {
      changes.put("budget.maxMinutes", budget.minutes == null ? 0 : budget.minutes);
      changes.put("budget.maxSteps", budget.steps == null ? 0 : budget.steps);
    }
    training.addTo(changes);
    return changes;
  }

  private int run(Study study, Ablation ablation, ExitWait exit)
      throws IOException, InterruptedException {
    PrintWriter out = training.progress(spec);
    List<Outcome> outcomes = new ArrayList<>();
    int number = 0;
    for (Variant variant : ablation.variants()) {
      number++;
      out.printf("%d of %d: %s%n", number, ablation.variants().size(), variant.label());
      out.flush();
      Optional<Outcome> outcome = run(variant, ablation, out);
      if (outcome.isEmpty() || exit.isAsked()) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
            "selfsame: stopped in '%s'; run the same command to continue%n", variant.label());
        err.flush();
        return ExitCode.OK;
      }
      outcome.get().failure().ifPresent(this::fail);
      outcomes.add(outcome.get());
      write(new AblationTable(study, outcomes));
    }
    print(new AblationTable(study, outcomes));
    boolean complete =
        outcomes.stream()
            .allMatch(
                outcome ->
                    outcome.failure().isEmpty()
                        && outcome.rows().stream().allMatch(row -> row.failed().isEmpty()));
    return complete ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Optional<Outcome> run(Variant variant, Ablation ablation, PrintWriter out)
      throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try (TrainingReport report = TrainingReport.to(out, err, training.isQuiet())) {
      return ablation.run(variant, new Listener(report, out));
    }
  }

  private void fail(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("selfsame: " + message);
    err.flush();
  }

  private void write(AblationTable table) throws IOException {
    String name = table.study().toString();
    Files.createDirectories(output);
    FileReplacement.writeString(output.resolve(name + ".md"), table.markdown());
    FileReplacement.writeString(output.resolve(name + ".csv"), table.csv());
    if (table.study().isFigure()) {
      draw(table, output.resolve(name));
    }
    List<Row> rows = table.outcomes().stream().flatMap(o -> o.rows().stream()).toList();
    if (!rows.isEmpty()) {
      Path page = output.resolve("results").resolve("index.html");
      FileReplacement.writeString(page, GalleryPage.of(rows));
    }
  }

  /** A failed figure must not cost the remaining trainings: Java may find no fonts to draw with. */
  private void draw(AblationTable table, Path base) throws IOException {
    try {
      SweepPlot.write(table, base);
    } catch (RuntimeException | LinkageError | InternalError e) {
      fail("cannot draw the figure (%s); its numbers are in %s.csv".formatted(e, base));
    }
  }

  private void print(AblationTable table) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(table.titles().stream().map(title -> title.toUpperCase(Locale.ROOT)).toList());
    lines.addAll(table.rows());
    List<Align> aligns =
        IntStream.range(0, table.titles().size())
            .mapToObj(i -> i < table.textColumns() ? Align.LEFT : Align.RIGHT)
            .toList();
    TextTable text = new TextTable(aligns, lines);
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(line -> out.println(text.line(line)));
    out.println(table.order());
    out.println(output.resolve(table.study() + ".md"));
    out.flush();
  }

  private final class Listener implements AblationListener {
    private final TrainingReport report;
    private final PrintWriter out;

    Listener(TrainingReport report, PrintWriter out) {
      this.report = report;
      this.out = out;
    }

    @Override
    public void training(Variant variant, long step) {
      if (step > 0) {
        out.printf("continuing from step %s%n", NumberText.grouped(step));
        out.flush();
      }
    }

    @Override
    public void progress(Progress progress) {
      report.progress(progress);
    }

    @Override
    public void notice(String message) {
      report.notice(message);
    }

    @Override
    public void failed(Cell cell, Path file, Throwable failure) {
      Failures.print(
          failure, "%s: %s".formatted(file, Failures.messageOf(failure)), spec.commandLine());
    }
  }
}
