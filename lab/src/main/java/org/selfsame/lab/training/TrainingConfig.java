package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.lab.data.DataConfig;
import org.selfsame.lab.data.TrainingData;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.Pass;
import org.selfsame.task.Channels;
import org.selfsame.task.Task;

/**
 * Everything that decides a training: the file of {@code selfsame train}.
 *
 * <p>Keys that the file leaves out have the values of {@link #DEFAULTS}.
 *
 * @param network the network: {@code {type: nlrn, channels: 64}}, of which {@code nlrn} may be left
 *     out, or {@code {type: rnan, features: 32}} or {@code {type: plain, layers: 17}}
 * @param task what the network learns to undo: {@code {type: denoise, sigmaMin: 0, sigmaMax: 55}}
 *     or {@code {type: deblock, qualityMin: 10, qualityMax: 40}}, of levels drawn uniformly for
 *     each patch, {@code {type: upscale, scales: [2, 3, 4]}} or {@code {type: demosaic, pattern:
 *     GRBG}}
 * @param initFrom weights to begin with, of a shipped model's id or a file; empty for none. Weights
 *     of another shape are taken as far as they fit
 * @param data which images
 * @param patches what a step is made of
 * @param optimizer how weights are learned
 * @param compute on what
 * @param budget for how long
 * @param validation how held-out images are restored on the way
 * @param seed the seed of all randomness
 * @param output folder of checkpoints, log, plot and model
 */
public record TrainingConfig(
    NetworkConfig network,
    Task task,
    String initFrom,
    DataConfig data,
    PatchConfig patches,
    OptimizerConfig optimizer,
    ComputeConfig compute,
    BudgetConfig budget,
    ValidationConfig validation,
    long seed,
    String output) {

  /** As many samples as an array holds. */
  private static final int LARGEST_BATCH = Integer.MAX_VALUE - 8;

  /**
   * The published settings for sigma 25, but for the folders of images (NLRN, Section 5; the number
   * of steps is that of the authors' code, and the scales are those of Zhang et al. 2017, whose
   * setting the paper follows).
   */
  public static final TrainingConfig DEFAULTS =
      new TrainingConfig(
          NlrnConfig.PAPER,
          Task.of("denoise:25"),
          "",
          new DataConfig(List.of("images"), 10, List.of(1.0, 0.9, 0.8, 0.7)),
          new PatchConfig(45, 16, Pass.Reach.PATCH, GaussianNoise.Form.FLOAT),
          new OptimizerConfig(Loss.MSE, 0, 1e-3, Schedule.HALVING, 0, 0, 0.5, 0, 1),
          new ComputeConfig("cpu", "fp32", 1),
          new BudgetConfig(500_000, 0, 5),
          new ValidationConfig(1000, 128, List.of(25.0)),
          0,
          "runs/nlrn");

  /**
   * @throws IllegalArgumentException if parts do not fit; the message names the key
   */
  public TrainingConfig {
    int patch = patches.size();
    long restored = (long) patch * network.scale();
    ConfigYaml.require(
        patch % network.fold() == 0,
        "patches.size",
        patch,
        "a multiple of the network's fold, %d, such as %d"
            .formatted(network.fold(), nearestMultiple(patch, network.fold())));
    ConfigYaml.require(
        (double) patches.batch() * restored * restored * network.inputChannels() <= LARGEST_BATCH,
        "patches.size",
        patch,
        "a batch of at most %d samples".formatted(LARGEST_BATCH));
    int center = optimizer.lossCenter();
    ConfigYaml.require(
        center >= 0 && center <= restored && (center == 0 || (restored - center) % 2 == 0),
        "optimizer.lossCenter",
        center,
        "0, or a side at most the patch's and even or odd like it");
    int workers = compute.workers();
    ConfigYaml.require(
        workers >= 1 && patches.batch() % workers == 0,
        "compute.workers",
        workers,
        "a number that divides the batch of " + patches.batch());
    try {
      task.trials(validation.levels(), seed, patches.noise());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "validation.levels %s: %s".formatted(validation.levels(), e.getMessage()), e);
    }
    task.requireFitting(network, "network");
    ConfigYaml.require(!output.isBlank(), "output", "''", "a folder");
  }

  private static int nearestMultiple(int number, int factor) {
    return Math.max(1, Math.round((float) number / factor)) * factor;
  }

  /**
   * Reads a YAML file. Keys that it leaves out have the values of {@link #DEFAULTS}; files from
   * before there were sections are read, too.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not YAML, a key is unknown or a value is wrong; the
   *     message names file and key
   */
  public static TrainingConfig read(Path file) throws IOException {
    return read(file, Map.of());
  }

  /**
   * Reads a YAML file, with some keys changed.
   *
   * @param changes the values of these, such as {@code budget.maxSteps}: numbers, texts and lists
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not YAML, a key is unknown or a value is wrong; the
   *     message names file and key
   */
  public static TrainingConfig read(Path file, Map<String, ?> changes) throws IOException {
    try {
      return parse(Files.readString(file), changes, file.toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          file + " is not text in UTF-8: expected a YAML file of keys such as 'seed: 1'", e);
    }
  }

  /**
   * Returns this with some keys changed.
   *
   * @param changes the values of these, such as {@code budget.maxSteps}: numbers, texts, lists, a
   *     network
   * @throws IllegalArgumentException if a key is unknown or a value wrong
   */
  public TrainingConfig with(Map<String, ?> changes) {
    return parse(toYaml(), changes, "changed config");
  }

  static TrainingConfig parse(String yaml, Map<String, ?> changes, String source) {
    return ConfigYaml.read(yaml, changes, DEFAULTS, TrainingConfig.class, source);
  }

  /**
   * Reads the images to train on.
   *
   * @throws IOException if there is no such folder, or an image cannot be read
   * @throws IllegalArgumentException if too few images are found
   */
  public TrainingData readData() throws IOException {
    int side = network.scale() == 1 ? patches.size() + task.patchMargin() : restoredPatch();
    return task.kind().channels() == Channels.LUMA && network.imageChannels() == 1
        ? TrainingData.readLuma(data, side)
        : TrainingData.read(data, network.imageChannels(), side);
  }

  /** Returns the side of a patch that the network has restored. */
  int restoredPatch() {
    return patches.size() * network.scale();
  }

  /** Writes all keys, as {@link #read} reads them. */
  public String toYaml() {
    return ConfigYaml.write(this);
  }
}
