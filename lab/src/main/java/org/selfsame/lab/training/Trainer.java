package org.selfsame.lab.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.network.Network;
import org.selfsame.network.Nlrn;
import org.selfsame.network.Parameters;
import org.selfsame.network.Pass;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;
import org.selfsame.weights.DataType;
import org.selfsame.weights.WeightFile;
import org.selfsame.weights.WeightFileException;

/**
 * Trains an {@link Nlrn} to remove noise (NLRN, Section 5, "Training Settings").
 *
 * <pre>{@code
 * TrainingConfig config = TrainingConfig.read(Path.of("nlrn.yaml"));
 * TrainingData data = TrainingData.read(config.data(), 1, config.patch());
 * try (Trainer trainer = new Trainer(config, data, Trainer.Start.NEW)) {
 *   Path model = trainer.run(progress -> System.out.println(progress));
 * }
 * }</pre>
 *
 * <p>The output folder receives {@code checkpoints/}, {@code log.csv}, {@code curves.png}, {@code
 * config.yaml} and, at the end, {@code model.safetensors}. A training that is resumed from its last
 * checkpoint goes on as if it had not stopped, bit for bit on the same machine if its schedule
 * follows {@code maxSteps}.
 */
public final class Trainer implements AutoCloseable {
  /** Steps between reports. */
  private static final int REPORT_STEPS = 100;

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final TrainingConfig config;
  private final TrainingData data;
  private final Path output;
  private final Precision precision;
  private final Nlrn network;
  private final Nlrn averaged;
  private final Replicas replicas;
  private final Adam adam;
  private final Validation validation;
  private long step;
  private double seconds;
  private Path lastSaved;
  private volatile boolean normalizationFrozen;
  private volatile boolean stopRequested;

  /** Whether a training begins anew or goes on. */
  public enum Start {
    /** From untrained weights; the output folder must hold no checkpoint. */
    NEW,
    /** From the latest checkpoint, or anew if there is none. */
    RESUME
  }

  /**
   * Prepares a training.
   *
   * @throws IOException if a checkpoint cannot be read, or is of another network
   * @throws IllegalArgumentException if a new training would overwrite an old one, or the device is
   *     not available
   */
  public Trainer(TrainingConfig config, TrainingData data, Start start) throws IOException {
    this.config = config;
    this.data = data;
    output = Path.of(config.output());
    precision = Precision.parse(config.precision());
    Device device = Device.parse(config.device()).requireAvailable();
    Optional<Path> latest = Checkpoint.latest(checkpoints());
    if (start == Start.NEW && latest.isPresent()) {
      throw new IllegalArgumentException(
          output
              + " holds the checkpoint "
              + latest.get().getFileName()
              + ": resume that training (--resume), or name another output folder");
    }
    network = new Nlrn(config.network(), device, config.seed());
    averaged =
        config.averageDecay() > 0 ? new Nlrn(config.network(), device, config.seed()) : network;
    replicas = new Replicas(network, config.workers());
    adam = new Adam(network.parameters().trained(), network.parameters().gradient());
    validation = new Validation(config, data.validation());
    if (latest.isPresent()) {
      restore(Checkpoint.read(latest.get()), latest.get());
    }
  }

  private Path checkpoints() {
    return output.resolve("checkpoints");
  }

  /** Returns the number of steps done. */
  public long step() {
    return step;
  }

  /** Has {@link #run} save a checkpoint and return after the present step; from any thread. */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Trains until the budget is spent or a stop is requested, and saves a checkpoint then.
   *
   * @param listener told every 100 steps how the training stands
   * @return the model file written
   * @throws DivergedException if the loss is no longer a number
   * @throws IOException if the output cannot be written
   * @throws InterruptedException if the thread is interrupted; the last checkpoint stays
   */
  public Path run(Consumer<Progress> listener) throws IOException, InterruptedException {
    Files.createDirectories(output);
    Files.writeString(output.resolve("config.yaml"), config.toYaml());
    TrainingLog log = new TrainingLog(output.resolve("log.csv"), step);
    Report report = new Report();
    double savedAt = seconds;
    long last = System.nanoTime();
    try (BatchQueue queue = new BatchQueue(new BatchSampler(config, data)::sample, step)) {
      while (!stopRequested && fraction() < 1) {
        report.add(trainStep(queue.take()));
        long now = System.nanoTime();
        seconds += (now - last) / 1e9;
        last = now;
        freezeNormalizationIfDue();
        boolean validate = step % config.validationSteps() == 0;
        if (validate || step % REPORT_STEPS == 0) {
          double psnr = validate ? validation.psnr(averaged, precision) : Double.NaN;
          Progress progress = report.finish(psnr);
          log.add(progress);
          listener.accept(progress);
        }
        if (seconds - savedAt >= 60 * config.checkpointMinutes()) {
          save();
          savedAt = seconds;
          CurvePlot.write(log.rows(), title(), output.resolve("curves.png"));
        }
      }
    }
    save();
    CurvePlot.write(log.rows(), title(), output.resolve("curves.png"));
    Path model = output.resolve("model.safetensors");
    new WeightFile(metadata(), averaged.parameters().toArrays()).write(model, DataType.F32);
    return model;
  }

  private String title() {
    return "%s, %d channels, %d steps of recurrence"
        .formatted(Nlrn.NAME, config.network().channels(), config.network().steps());
  }

  /** The part of the budget that is spent; time past a budget of steps alone does not count. */
  private double fraction() {
    double ofSteps = config.maxSteps() == 0 ? 0 : (double) step / config.maxSteps();
    double ofTime = config.maxMinutes() == 0 ? 0 : seconds / (60 * config.maxMinutes());
    return Math.max(ofSteps, ofTime);
  }

  /** What the schedule follows: steps where they are limited, so that it can be repeated. */
  private double scheduleFraction() {
    return config.maxSteps() > 0 ? (double) step / config.maxSteps() : fraction();
  }

  /**
   * Goes on from the averaged weights, whose statistics then are those that BatchNorm normalizes by.
   * A recurrent network may be stable only while each batch is normalized by itself: what it learns
   * from here on holds for restoring too.
   */
  private void freezeNormalizationIfDue() {
    if (normalizationFrozen || !freezeNormalizationDue()) {
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

  private boolean freezeNormalizationDue() {
    return config.freezeNormalizationAt() < 1
        && scheduleFraction() >= config.freezeNormalizationAt();
  }

  private StepResult trainStep(Batch batch) throws InterruptedException {
    double learningRate = config.learningRate(step, scheduleFraction());
    double loss =
        replicas.run((replica, index) -> backward(replica, batch, index)) / config.batch();
    double gradientNorm = adam.clip(config.clipNorm());
    if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
      throw new DivergedException(
          "the training diverged at step %d: loss %s, gradient norm %s; %s. Resume with a lower"
                  .formatted(step, loss, gradientNorm, lastCheckpointInWords())
              + " learningRate or clipNorm");
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
    int patches = config.batch() / config.workers();
    Pass pass = new Pass(precision, !normalizationFrozen, Pass.Reach.PATCH);
    try (TensorScope scope = TensorScope.open()) {
      Device device = replica.parameters().device();
      Tensor input = patches(batch.input(), part, config.network().inputChannels(), device);
      Tensor clean = patches(batch.clean(), part, config.network().imageChannels(), device);
      Tensor restored = replica.forward(input, pass);
      Tensor squares = centre(restored).sub(centre(clean)).square();
      // Half the squared error of a patch (Section 4), averaged over the batch.
      squares.sum().mul(0.5 / config.batch()).backward();
      return squares.mean().item() * patches;
    }
  }

  private Tensor patches(float[] samples, int part, int channels, Device device) {
    int patches = config.batch() / config.workers();
    int length = samples.length / config.workers();
    float[] own = Arrays.copyOfRange(samples, part * length, (part + 1) * length);
    return Tensor.of(own, device, patches, channels, config.patch(), config.patch());
  }

  private Tensor centre(Tensor patches) {
    int side = config.lossCentre();
    if (side == 0) {
      return patches;
    }
    int border = (config.patch() - side) / 2;
    return patches.narrow(2, border, side).narrow(3, border, side);
  }

  /** In the first steps the average forgets faster: the untrained weights are no part of it. */
  private void average() {
    double decay = Math.min(config.averageDecay(), (1.0 + step) / (10.0 + step));
    try (TensorScope scope = TensorScope.withoutGradients()) {
      Parameters from = network.parameters();
      Parameters to = averaged.parameters();
      to.trained().lerpInPlace(from.trained(), 1 - decay);
      to.statistics().lerpInPlace(from.statistics(), 1 - decay);
    }
  }

  private String lastCheckpointInWords() {
    return lastSaved == null
        ? "no checkpoint was saved yet"
        : "the last good state is " + lastSaved;
  }

  private Map<String, String> metadata() {
    TrainingConfig.Noise noise = config.noise();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("network", network.name());
    metadata.put("config", network.configJson());
    metadata.put(
        "task",
        JSON.createObjectNode()
            .put("type", "denoise")
            .put("sigmaMin", noise.sigmaMin())
            .put("sigmaMax", noise.sigmaMax())
            .toString());
    return metadata;
  }

  private void save() throws IOException {
    Map<String, float[]> state = new LinkedHashMap<>();
    state.put("adam.mean", adam.mean().toFloats());
    state.put("adam.variance", adam.variance().toFloats());
    if (averaged != network) {
      state.put("weights", network.parameters().trained().toFloats());
      state.put("statistics", network.parameters().statistics().toFloats());
    }
    Checkpoint checkpoint =
        new Checkpoint(metadata(), averaged.parameters().toArrays(), state, step, seconds);
    lastSaved = checkpoint.save(checkpoints());
  }

  private void restore(Checkpoint checkpoint, Path file) throws IOException {
    String found = checkpoint.metadata().get("config");
    if (!network.configJson().equals(found)) {
      throw new WeightFileException(
          "%s is of the network %s, expected %s: resume with the config it was trained with"
              .formatted(file, found, network.configJson()));
    }
    averaged.parameters().load(checkpoint.model(), file.toString());
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("adam.mean", adam.mean());
    state.put("adam.variance", adam.variance());
    if (averaged != network) {
      state.put("weights", network.parameters().trained());
      state.put("statistics", network.parameters().statistics());
    }
    for (var entry : state.entrySet()) {
      float[] values = checkpoint.state().get(entry.getKey());
      Tensor target = entry.getValue();
      if (values == null || values.length != target.elements()) {
        throw new WeightFileException(
            "%s holds no state '%s' of %d numbers: expected a checkpoint of the same config"
                .formatted(file, entry.getKey(), target.elements()));
      }
      try (TensorScope scope = TensorScope.withoutGradients()) {
        target.copyInPlace(Tensor.of(values, target.device(), values.length));
      }
    }
    step = checkpoint.step();
    seconds = checkpoint.seconds();
    lastSaved = file;
    normalizationFrozen = freezeNormalizationDue(); // saved after it was done
  }

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

  /** Gathers what happened since the last report. */
  private final class Report {
    private double loss;
    private double gradientNorm;
    private double learningRate;
    private int steps;
    private double since = seconds;

    void add(StepResult result) {
      loss += result.loss;
      gradientNorm += result.gradientNorm;
      learningRate = result.learningRate;
      steps++;
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
              steps / (seconds - since),
              validationPsnr);
      loss = 0;
      gradientNorm = 0;
      steps = 0;
      since = seconds;
      return progress;
    }
  }
}
