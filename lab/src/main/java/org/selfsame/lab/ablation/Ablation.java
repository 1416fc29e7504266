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
 * <p>The folder gets one subfolder per variant with the output of its training, and the
 * measurements in {@code results}. A variant that is already there is not trained again, even if
 * another study trained it; one that was stopped continues.
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
   * Prepares a study. The full network is the config's, with every part of the published design:
   * embedded Gaussian affinity, propagated correlations, a non-local module in each step, and tied
   * weights.
   *
   * @param config how to train each variant; only network and output change
   * @param values the values that a figure varies over; the study's usual ones if empty
   * @param folder the folder for all outputs
   * @param sets the sets to measure on; if there are none, only the images held out from training
   * @param condition the condition to measure under
   * @throws IllegalArgumentException if the config is not for an NLRN that denoises, if it starts
   *     from trained weights, if a variant cannot be made from it, or if values are given for a
   *     table
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
          "network of type %s: expected nlrn, the network that %s varies"
              .formatted(config.network().network(), study));
    }
    if (!config.initFrom().isEmpty()) {
      throw new IllegalArgumentException(
          "initFrom %s: expected none, because all variants must start untrained"
              .formatted(config.initFrom()));
    }
    if (!study.isFigure() && !values.isEmpty()) {
      throw new IllegalArgumentException(
          "values %s: %s does not vary a number; leave them out".formatted(values, study));
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

  /** Returns the variants to train, in the paper's order. */
  public List<Variant> variants() {
    return variants;
  }

  /** Asks {@link #run} to save a checkpoint and return soon; may be called from any thread. */
  public void requestStop() {
    stopRequested = true;
    Trainer running = trainer;
    if (running != null) {
      running.requestStop();
    }
  }

  /**
   * Trains a variant, unless it is already trained, and measures it.
   *
   * @return the outcome; empty if a stop was requested meanwhile
   * @throws IOException if images cannot be read or outputs cannot be written
   * @throws IllegalArgumentException if the variant's folder belongs to another config
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
        return; // requested before there was a trainer to stop
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
      // In training, a pixel sees its patch, which the authors make as large as q.
      if (config.patches().size() != own) {
        throw new IllegalArgumentException(
            "patches.size %d, neighborhood %d: expected the same, because patches.reach is PATCH and the neighborhood varies; or use reach: WINDOW"
                .formatted(config.patches().size(), own));
      }
      changes.put("patches.size", side);
    }
    return config.with(changes);
  }

  /** Returns the side of the neighborhood, in pixels. */
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

  /** Stops an evaluation after an image; images already measured are kept. */
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
