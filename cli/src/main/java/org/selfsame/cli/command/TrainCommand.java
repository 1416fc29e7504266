package org.selfsame.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.selfsame.cli.option.ExitWait;
import org.selfsame.cli.option.HelpOption;
import org.selfsame.cli.option.TrainingOptions;
import org.selfsame.cli.print.Failures;
import org.selfsame.cli.print.NumberText;
import org.selfsame.cli.print.TrainingReport;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.lab.training.Trainer;
import org.selfsame.lab.training.TrainingConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a network. */
@Command(
    name = "train",
    header = "Train a network.",
    description = {
      "The output folder gets checkpoints, the curves as log.csv and curves.png, and at the end"
          + " model.safetensors. Use that or a checkpoint as --model of denoise, upscale, deblock"
          + " or demosaic.",
      "",
      "Ctrl-C and SIGTERM save a checkpoint first; --resume then continues as if nothing had"
          + " happened. A killed training loses only the time since its last checkpoint."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  selfsame train nlrn.yaml",
      "  selfsame train nlrn.yaml --resume",
      "  selfsame train nlrn.yaml --output runs/short --max-minutes 10",
      "",
      "A small nlrn.yaml; anything left out is as published for sigma 25:",
      "  network: {channels: 64, embedding: 32, steps: 6, neighborhood: 25}",
      "  data: {folders: [images/train]}",
      "  budget: {maxSteps: 20000}",
      "  output: runs/nlrn"
    })
public final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG", description = "A YAML file: what to train, on what, and how.")
  private Path configFile;

  @Option(names = "--resume", description = "Continue from the latest checkpoint, if there is one.")
  private boolean resume;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "The output folder, instead of the configuration's.")
  private Path output;

  @Option(
      names = "--max-minutes",
      paramLabel = "M",
      description = "Stop after M minutes, instead of the configuration's limit.")
  private Double maxMinutes;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Stop after N steps, instead of the configuration's limit.")
  private Long maxSteps;

  @Mixin private TrainingOptions training;

  @Mixin HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    TrainingConfig config = TrainingConfig.read(configFile, changes());
    PrintWriter out = training.progress(spec);
    TrainingData data = config.readData();
    out.printf(
        "%s images of %s pixels, each scale counted; %s held out%n",
        NumberText.grouped(data.size()),
        NumberText.grouped(data.pixels()),
        NumberText.grouped(data.validation().size()));
    out.flush();
    try (ExitWait exit = new ExitWait()) {
      return train(config, data, exit, out);
    }
  }

  private int train(TrainingConfig config, TrainingData data, ExitWait exit, PrintWriter out)
      throws IOException, InterruptedException {
    Trainer.Start start = resume ? Trainer.Start.RESUME : Trainer.Start.NEW;
    CommandLine line = spec.commandLine();
    try (Trainer trainer = new Trainer(config, data, start)) {
      exit.onExit(trainer::requestStop);
      Path model = run(trainer, out);
      String step = NumberText.grouped(trainer.step());
      if (exit.isAsked()) {
        line.getErr().printf("selfsame: stopped at step %s; continue with --resume%n", step);
        line.getErr().flush();
      } else {
        out.printf("%s after %s steps%n", model, step);
        out.flush();
      }
      return ExitCode.OK;
    } catch (IOException | RuntimeException e) {
      if (!exit.isAsked()) {
        throw e;
      }
      Failures.print(e, line); // must happen here: the JVM is about to exit
      return ExitCode.SOFTWARE;
    }
  }

  private Path run(Trainer trainer, PrintWriter out) throws IOException, InterruptedException {
    if (trainer.step() > 0) {
      out.printf("continuing from step %s%n", NumberText.grouped(trainer.step()));
      out.flush();
    }
    PrintWriter err = spec.commandLine().getErr();
    try (TrainingReport report = TrainingReport.to(out, err, training.isQuiet())) {
      return trainer.run(report);
    }
  }

  private Map<String, Object> changes() {
    Map<String, Object> changes = new LinkedHashMap<>();
    if (output != null) {
      changes.put("output", output.toString());
    }
    if (maxMinutes != null) {
      changes.put("budget.maxMinutes", maxMinutes);
    }
    if (maxSteps != null) {
      changes.put("budget.maxSteps", maxSteps);
    }
    training.addTo(changes);
    return changes;
  }
}
