package org.selfsame.lab.ablation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.lab.evaluation.Cell;
import org.selfsame.lab.evaluation.Condition;
import org.selfsame.lab.evaluation.Evaluation;
import org.selfsame.lab.evaluation.EvaluationListener;
import org.selfsame.lab.evaluation.ImageResult;
import org.selfsame.lab.evaluation.ImageSet;
import org.selfsame.lab.evaluation.Method;
import org.selfsame.lab.evaluation.ModelMethod;
import org.selfsame.lab.evaluation.ResultFolder;
import org.selfsame.lab.evaluation.Row;
import org.selfsame.lab.training.DivergedException;
import org.selfsame.lab.training.FinishedTraining;
import org.selfsame.lab.training.Trainer;
import org.selfsame.lab.training.TrainingConfig;
import org.selfsame.model.Model;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.Pass;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.system.Sha256;
import org.selfsame.tensor.Device;

/**
 * Trains the variants of a study with the same data, budget and seed, and measures them.
 *
 * <p>A folder holds the output of each variant's training by its name, and what was measured in
 * {@code results}. Variants that are there already are not trained again, also if another study
 * trained them; one that was stopped goes on.
 */
public final class Ablation {
  private final TrainingConfig config;
  private final Path folder;
  private final List<ImageSet> sets;
  private final Condition condition;
  private final List<Variant> variants;
  private TrainingData data;
  private volatile boolean stopRequested;
  private volatile Trainer trainer;

  /**
   * Prepares a study. The full network is the config's with every part of the published design:
   * embedded Gaussian affinity, correlations that are propagated, a non-local module in each step,
   * tied weights.
   *
   * @param config trains each variant, but for its network and output
   * @param values of what a figure varies; the study's usual ones if empty
   * @param folder of all outputs
   * @param sets that are measured; none for the held-out images of the training only
   * @param condition that they are measured under
   * @throws IllegalArgumentException if the config is not for an NLRN that denoises, begins with
   *     trained weights, or a variant cannot be made of it; or values are given for a table
   */
  public Ablation(
      Study study,
      TrainingConfig config,
      List<Integer> values,
      Path folder,
      List<ImageSet> sets,
      Condition condition) {
    if (!(config.network() instanceof NlrnConfig network)) {
      throw new IllegalArgumentException(
          "network of type %s: expected nlrn, which %s takes apart"
              .formatted(config.network().network(), study));
    }
    if (!config.initFrom().isEmpty()) {
      throw new IllegalArgumentException(
          "initFrom %s: expected none, as variants must all begin untrained"
              .formatted(config.initFrom()));
    }
    if (!study.isFigure() && !values.isEmpty()) {
      throw new IllegalArgumentException(
          "values %s: %s varies no number; leave them out".formatted(values, study));
    }
    this.config = config;
    this.folder = folder;
    this.sets = List.copyOf(sets);
    this.condition = condition;
    variants = study.variants(Study.full(network), values.isEmpty() ? study.usualValues() : values);
    for (Variant variant : variants) {
      configOf(variant);
    }
  }

  /** Returns what is trained, in the order of the paper. */
  public List<Variant> variants() {
    return variants;
  }

  /** Has {@link #run} save a checkpoint and return soon; from any thread. */
  public void requestStop() {
    stopRequested = true;
    Trainer running = trainer;
    if (running != null) {
      running.requestStop();
    }
  }

  /**
   * Trains a variant, unless that was done before, and measures it.
   *
   * @return nothing if a stop was requested meanwhile
   * @throws IOException if images cannot be read, or outputs not be written
   * @throws IllegalArgumentException if the variant's folder is of another config
   * @throws InterruptedException if the thread is interrupted while it trains
   */
  public Optional<Outcome> run(Variant variant, AblationListener listener)
      throws IOException, InterruptedException {
    TrainingConfig wanted = configOf(variant);
    Optional<FinishedTraining> finished = FinishedTraining.of(wanted);
    if (finished.isEmpty()) {
      try {
        train(variant, wanted, listener);
      } catch (DivergedException e) {
        return Optional.of(Outcome.failed(variant, e.getMessage()));
      }
      finished = FinishedTraining.of(wanted);
    }
    if (stopRequested || finished.isEmpty()) {
      return Optional.empty();
    }
    return measure(variant, finished.get(), listener);
  }

  private void train(Variant variant, TrainingConfig wanted, AblationListener listener)
      throws IOException, InterruptedException {
    if (data == null || data.patch() != wanted.patches().size()) {
      data = wanted.readData();
    }
    try (Trainer started = new Trainer(wanted, data, Trainer.Start.RESUME)) {
      trainer = started;
      if (stopRequested) {
        return; // asked for before there was a trainer to tell
      }
      listener.training(variant, started.step());
      started.run(listener);
    } finally {
      trainer = null;
    }
  }

  private TrainingConfig configOf(Variant variant) {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("network", variant.network());
    changes.put("output", folder.resolve(variant.name()).toString());
    int side = side(variant.network());
    int own = side((NlrnConfig) config.network());
    if (side != own && config.patches().reach() == Pass.Reach.PATCH) {
      // What a pixel sees in training is its patch, which the authors make as large as q.
      if (config.patches().size() != own) {
        throw new IllegalArgumentException(
            "patches.size %d, neighborhood %d: expected the same where patches.reach is PATCH and the neighborhood is varied; or take reach: WINDOW"
                .formatted(config.patches().size(), own));
      }
      changes.put("patches.size", side);
    }
    return config.with(changes);
  }

  /** The neighborhood's, in pixels. */
  private static int side(NlrnConfig network) {
    return network.fold() * network.neighborhood();
  }

  private Optional<Outcome> measure(
      Variant variant, FinishedTraining finished, AblationListener listener) throws IOException {
    Device device = Device.parse(config.compute().device()).requireAvailable();
    EvaluationListener stopping = new StoppingListener(listener);
    try (Model model = Model.load(finished.model(), device)) {
      List<Row> rows = new ArrayList<>();
      String hash = Sha256.of(finished.model());
      Method method =
          new ModelMethod(
              variant.name(), new Restorer(model, RestoreOptions.forDevice(device)), hash);
      for (ImageSet set : sets) {
        Evaluation evaluation = Evaluation.in(ResultFolder.open(folder.resolve("results")));
        rows.add(evaluation.run(new Cell(set, condition, method), stopping));
      }
      return Optional.of(
          new Outcome(
              variant,
              method.parameters(),
              finished.steps(),
              finished.minutes(),
              finished.validationPsnr(),
              rows,
              Optional.empty()));
    } catch (CancellationException e) {
      if (!stopRequested) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Ends an evaluation after an image; those that are measured are kept. */
  private final class StoppingListener implements EvaluationListener {
    private final AblationListener listener;

    StoppingListener(AblationListener listener) {
      this.listener = listener;
    }

    @Override
    public void progress(long done, long total) {
      listener.progress(done, total);
    }

    @Override
    public void measured(Cell cell, ImageResult result, boolean stored) {
      listener.measured(cell, result, stored);
      if (stopRequested) {
        throw new CancellationException("stopped");
      }
    }

    @Override
    public void failed(Cell cell, Path file, Throwable failure) {
      listener.failed(cell, file, failure);
    }
  }
}
