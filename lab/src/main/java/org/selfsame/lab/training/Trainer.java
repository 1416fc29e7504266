package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Networks;
import org.selfsame.network.Parameters;
import org.selfsame.network.Pass;
import org.selfsame.system.FileReplacement;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.WeightFile;
import org.selfsame.weights.WeightFileException;

/**
 * Trains a network (NLRN, Section 5, "Training Settings"; RNAN, section 4).
 *
 * <pre>{@code
 * TrainingConfig config = TrainingConfig.read(Path.of("nlrn.yaml"));
 * TrainingData data = config.readData();
 * try (Trainer trainer = new Trainer(config, data, Trainer.Start.NEW)) {
 *   Path model = trainer.run(progress -> System.out.println(progress));
 * }
 * }</pre>
 *
 * <p>The output folder receives {@code checkpoints/}, {@code log.csv}, {@code curves.png}, {@code
 * config.yaml} and, at the end, {@code model.safetensors}. A resumed training goes on from its last
 * checkpoint as if it had not stopped: on the same machine bit for bit, if only steps limit it. One
 * that is killed loses only what came after the last checkpoint.
 */
public final class Trainer implements AutoCloseable {
  static final String CONFIG_FILE = "config.yaml";
  static final String LOG_FILE = "log.csv";
  static final String MODEL_FILE = "model.safetensors";

  /** Steps between reports. */
  private static final int REPORT_STEPS = 100;

  /** Time between reports where steps are slow. */
  private static final double REPORT_SECONDS = 30;

  private final TrainingConfig config;
  private final TrainingData data;
  private final Path output;
  private final CheckpointFolder checkpoints;
  private final Precision precision;
  private final Validation validation;
  private final Network network;
  private final Network averaged;
  private final Replicas replicas;
  private final Adam adam;
  private final List<String> notices = new ArrayList<>();
  private long step;
  private double seconds;
  private Path lastSaved;
  private volatile boolean normalizationFrozen;
  private boolean plots = true;
  private volatile boolean stopRequested;

  /** Whether a training starts over or goes on. */
  public enum Start {
    /** From untrained weights; the output folder must hold no checkpoint. */
    NEW,
    /** From the latest checkpoint, or from untrained weights if there is none. */
    RESUME
  }

  /**
   * Prepares a training.
   *
   * @throws IOException if a checkpoint is of another network or config, or no checkpoint can be
   *     read
   * @throws IllegalArgumentException if a new training would overwrite an old one, the data does
   *     not fit the config, or the device is not available
   */
  public Trainer(TrainingConfig config, TrainingData data, Start start) throws IOException {
    this.config = config;
    this.data = data;
    output = Path.of(config.output());
    checkpoints = new CheckpointFolder(output.resolve("checkpoints"));
    precision = Precision.parse(config.compute().precision());
    requireFitting(config, data);
    Device device = Device.parse(config.compute().device()).requireAvailable();
    Optional<CheckpointFolder.Found> found = Optional.empty();
    if (start == Start.NEW) {
      requireNone(checkpoints.latest());
    } else {
      found = checkpoints.readLatest();
    }
    validation = new Validation(config, data.validation());
    network = Networks.create(config.network(), device, config.seed());
    averaged =
        config.optimizer().averageDecay() > 0
            ? Networks.create(config.network(), device, config.seed())
            : network;
    replicas = new Replicas(network, config.compute().workers());
    adam = new Adam(network.parameters().trained(), network.parameters().gradient());
    try {
      if (found.isPresent()) {
        notices.addAll(found.get().notices());
        restore(found.get().checkpoint(), found.get().file());
      } else if (!config.initFrom().isEmpty()) {
        notices.add(new InitialWeights(config.initFrom()).loadInto(network, averaged));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void requireFitting(TrainingConfig config, TrainingData data) {
    int channels = config.network().imageChannels();
    if (data.channels() != channels || data.patch() < config.restoredPatch()) {
      throw new IllegalArgumentException(
          "the images have %d channels and hold patches of %d pixels: expected %d and %d, as the config has"
              .formatted(data.channels(), data.patch(), channels, config.restoredPatch()));
    }
  }

  private void requireNone(Optional<Path> latest) {
    if (latest.isPresent()) {
      throw new IllegalArgumentException(
          "%s holds the checkpoint %s: resume that training (--resume), or name another output folder"
              .formatted(output, latest.get().getFileName()));
    }
  }

  /** Returns the number of steps done. */
  public long step() {
    return step;
  }

  /**
   * Makes {@link #run} save a checkpoint and return after the current step; call it from any
   * thread.
   */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Trains until the budget is spent or a stop is requested, then saves checkpoint and model.
   *
   * @param listener told how the training goes
   * @return the model file written
   * @throws DivergedException if a number is no longer finite; the last checkpoint stays
   * @throws IOException if the output cannot be written; the last checkpoint stays
   * @throws InterruptedException if the thread is interrupted (while a file is written: a {@link
   *     java.nio.channels.ClosedByInterruptException}); the last checkpoint stays
   */
  public Path run(TrainingListener listener) throws IOException, InterruptedException {
    Files.createDirectories(output);
    FileReplacement.deleteLeftovers(output);
    checkpoints.deleteLeftovers();
    FileReplacement.writeString(output.resolve(CONFIG_FILE), config.toYaml());
    TrainingLog log = new TrainingLog(output.resolve(LOG_FILE), step);
    notices.forEach(listener::notice);
    notices.clear();
    Report report = new Report();
    Stopwatch watch = new Stopwatch();
    double savedAt = seconds;
    try (BatchQueue queue = new BatchQueue(new BatchSampler(config, data)::sample, step)) {
      while (!stopRequested && fraction() < 1) {
        seconds += watch.lap(); // of validating and saving
        StepResult result = trainStep(queue.take());
        double lap = watch.lap();
        seconds += lap;
        report.add(result, lap);
        boolean validate = step % config.validation().steps() == 0 || fraction() >= 1;
        if (validate || report.isDue()) {
          Progress progress = report.finish(validate ? validate() : Double.NaN);
          log.add(progress);
          listener.progress(progress);
        }
        if (seconds - savedAt >= 60 * config.budget().checkpointMinutes()) {
          save();
          savedAt = seconds;
          plot(log, listener);
        }
      }
    }
    seconds += watch.lap();
    save();
    plot(log, listener);
    Path model = output.resolve(MODEL_FILE);
    new WeightFile(metadata(), averaged.parameters().toArrays()).write(model);
    return model;
  }

  /** Returns the mean PSNR of held-out images in dB; NaN if a stop is requested meanwhile. */
  private double validate() {
    return validation.psnr(averaged, precision, () -> stopRequested);
  }

  /** A plot must not end a training: Java may find no fonts to draw it with. */
  private void plot(TrainingLog log, TrainingListener listener) {
    if (!plots) {
      return;
    }
    String title =
        "%s, %s, %,d weights"
            .formatted(
                config.network().network(),
                config.task().description(),
                network.parameters().count());
    try {
      CurvePlot.write(log.rows(), title, output.resolve("curves.png"));
    } catch (IOException | RuntimeException | LinkageError | InternalError e) {
      plots = false;
      listener.notice("the curves cannot be drawn (%s); log.csv holds them".formatted(e));
    }
  }

  /** The part of the budget that is spent. */
  private double fraction() {
    return config.budget().spent(step, seconds);
  }

  /**
   * Goes on from the averaged weights, and from their statistics, which BatchNorm then normalizes
   * by. A recurrent network may be stable only while each batch is normalized by itself: what it
   * learns from here on holds for restoring too. This happens once in a training, however often it
   * is resumed and whatever its budget becomes.
   */
  private void freezeNormalizationIfDue() {
    if (normalizationFrozen || !isFreezeDue()) {
      return;
    }
    normalizationFrozen = true;
    if (averaged != network) {
      try (TensorScope scope = TensorScope.withoutGradients()) {
        Parameters from = averaged.parameters();
        network.parameters().trained().copyInPlace(from.trained());
        network.parameters().statistics().copyInPlace(from.statistics());
      }
    }
  }

  private boolean isFreezeDue() {
    return config.optimizer().freezeNormalizationAt() < 1
        && fraction() >= config.optimizer().freezeNormalizationAt();
  }

  private StepResult trainStep(Batch batch) throws InterruptedException {
    freezeNormalizationIfDue();
    double learningRate = config.optimizer().rate(step, fraction());
    double loss =
        replicas.run((replica, index) -> backward(replica, batch, index))
            / config.patches().batch();
    double gradientNorm = adam.clip(config.optimizer().clipNorm());
    if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
      throw diverged("the loss is %s, the norm of its gradient %s".formatted(loss, gradientNorm));
    }
    adam.step(step, learningRate);
    step++;
    if (averaged != network) {
      average();
    }
    return new StepResult(loss, gradientNorm, learningRate);
  }

  /**
   * Adds the gradients of one part of a batch; returns the sum of its patches' mean squared errors.
   */
  private double backward(Network replica, Batch batch, int part) {
    int patches = config.patches().batch() / config.compute().workers();
    Pass pass = new Pass(precision, !normalizationFrozen, config.patches().reach());
    try (TensorScope scope = TensorScope.open()) {
      Device device = replica.parameters().device();
      NetworkConfig shape = config.network();
      Tensor input =
          patches(batch.input(), part, shape.inputChannels(), config.patches().size(), device);
      Tensor clean =
          patches(batch.clean(), part, shape.imageChannels(), config.restoredPatch(), device);
      Tensor errors = center(replica.forward(input, pass)).sub(center(clean));
      Tensor squares = errors.square();
      switch (config.optimizer().loss()) {
        // Half the squared error of a patch (NLRN, Section 4), averaged over the batch.
        case MSE -> squares.sum().mul(0.5 / config.patches().batch()).backward();
        case L1 -> errors.abs().sum().mul(1.0 / config.patches().batch()).backward();
      }
      return squares.mean().item() * patches;
    }
  }

  private Tensor patches(float[] samples, int part, int channels, int side, Device device) {
    int patches = config.patches().batch() / config.compute().workers();
    int length = samples.length / config.compute().workers();
    float[] own = Arrays.copyOfRange(samples, part * length, (part + 1) * length);
    return Tensor.of(own, device, patches, channels, side, side);
  }

  private Tensor center(Tensor patches) {
    int side = config.optimizer().lossCenter();
    if (side == 0) {
      return patches;
    }
    int border = (config.restoredPatch() - side) / 2;
    return patches.narrow(2, border, side).narrow(3, border, side);
  }

  /** In the first steps the average forgets faster, and untrained weights soon drop out of it. */
  private void average() {
    double decay = Math.min(config.optimizer().averageDecay(), (1.0 + step) / (10.0 + step));
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Parameters from = network.parameters();
      Parameters to = averaged.parameters();
      to.trained().lerpInPlace(from.trained(), 1 - decay);
      to.statistics().lerpInPlace(from.statistics(), 1 - decay);
    }
  }

  private DivergedException diverged(String what) {
    return new DivergedException(
        "the training diverged at step %d: %s. Lower learningRate or clipNorm, and %s"
            .formatted(
                step,
                what,
                lastSaved == null
                    ? "start again: no checkpoint was saved yet"
                    : "resume from the last good checkpoint, " + lastSaved));
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("network", config.network().network());
    metadata.put("config", config.network().toJson());
    metadata.put("task", config.task().toJson());
    return metadata;
  }

  /** What a checkpoint holds besides the model. */
  private Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("adam.mean", adam.mean());
    state.put("adam.variance", adam.variance());
    if (averaged != network) {
      state.put("weights", network.parameters().trained());
      state.put("statistics", network.parameters().statistics());
    }
    return state;
  }

  private void save() throws IOException {
    Map<String, float[]> state = new LinkedHashMap<>();
    state().forEach((name, tensor) -> state.put(name, tensor.toFloats()));
    Checkpoint checkpoint =
        new Checkpoint(
            metadata(),
            averaged.parameters().toArrays(),
            state,
            step,
            seconds,
            normalizationFrozen);
    Optional<String> notFinite = checkpoint.firstNotFinite();
    if (notFinite.isPresent()) {
      throw diverged(notFinite.get() + " holds numbers that are not finite");
    }
    lastSaved = checkpoints.save(checkpoint);
  }

  private void restore(Checkpoint checkpoint, Path file) throws IOException {
    requireSameNetwork(checkpoint.metadata(), file);
    requireSameKindOfTask(checkpoint.metadata().get("task"), file);
    Map<String, Tensor> state = state();
    if (!state.keySet().equals(checkpoint.state().keySet())) {
      throw new WeightFileException(
          "%s holds the training's %s, expected %s: resume with the averageDecay it was trained with, or one above 0 where it was"
              .formatted(file, checkpoint.state().keySet(), state.keySet()));
    }
    averaged.parameters().load(checkpoint.model(), file.toString());
    for (Map.Entry<String, Tensor> entry : state.entrySet()) {
      float[] values = checkpoint.state().get(entry.getKey());
      Tensor target = entry.getValue();
      if (values.length != target.elements()) {
        throw new WeightFileException(
            "%s: the training's %s has %d numbers, expected %d: it was written by another version"
                .formatted(file, entry.getKey(), values.length, target.elements()));
      }
      try (TensorScope scope = TensorScope.withoutGradients()) {
        target.copyInPlace(Tensor.of(values, target.device(), values.length));
      }
    }
    step = checkpoint.step();
    seconds = checkpoint.seconds();
    lastSaved = file;
    normalizationFrozen = checkpoint.frozen();
  }

  private void requireSameNetwork(Map<String, String> found, Path file) throws WeightFileException {
    String name = found.get("network");
    String shape = found.get("config");
    boolean same;
    try {
      same = name != null && shape != null && Networks.config(name, shape).equals(config.network());
    } catch (IllegalArgumentException e) {
      same = false; // of a network that this version does not know
    }
    if (!same) {
      throw new WeightFileException(
          "%s is of the network %s %s, expected %s %s: resume with the config it was trained with"
              .formatted(file, name, shape, config.network().network(), config.network().toJson()));
    }
  }

  /** Levels may change on the way; weights for another task are something to begin with. */
  private void requireSameKindOfTask(String found, Path file) throws WeightFileException {
    boolean same;
    try {
      same = found != null && Task.fromJson(found).isLike(config.task());
    } catch (IllegalArgumentException e) {
      same = false; // of a task that this version does not know
    }
    if (!same) {
      throw new WeightFileException(
          "%s is of the task %s, expected %s: resume with the config it was trained with, or begin with its weights (initFrom)"
              .formatted(file, found, config.task().toJson()));
    }
  }

  /** Frees all memory, after what an interrupted {@link #run} may still be computing. */
  @Override
  public void close() {
    replicas.close();
    adam.close();
    if (averaged != network) {
      averaged.close();
    }
    network.close();
  }

  private record StepResult(double loss, double gradientNorm, double learningRate) {}

  /** Tells the time between calls. */
  private static final class Stopwatch {
    private long last = System.nanoTime();

    /** Returns the seconds since the last call. */
    double lap() {
      long now = System.nanoTime();
      double lap = (now - last) / 1e9;
      last = now;
      return lap;
    }
  }

  /** Gathers what happened since the last report. */
  private final class Report {
    private double loss;
    private double gradientNorm;
    private double learningRate;
    private int steps;
    private double stepSeconds;

    void add(StepResult result, double lap) {
      loss += result.loss;
      gradientNorm += result.gradientNorm;
      learningRate = result.learningRate;
      steps++;
      stepSeconds += lap;
    }

    boolean isDue() {
      return step % REPORT_STEPS == 0 || stepSeconds >= REPORT_SECONDS;
    }

    Progress finish(double validationPsnr) {
      Progress progress =
          new Progress(
              step,
              seconds,
              Math.min(1, fraction()),
              -10 * Math.log10(loss / steps),
              gradientNorm / steps,
              learningRate,
              steps / stepSeconds,
              validationPsnr);
      loss = 0;
      gradientNorm = 0;
      steps = 0;
      stepSeconds = 0;
      return progress;
    }
  }
}
