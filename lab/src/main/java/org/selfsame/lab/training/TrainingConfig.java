package org.selfsame.lab.training;

import static java.lang.Double.isFinite;

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
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

/**
 * Everything that decides a training: the file of {@code selfsame train}.
 *
 * <p>Keys that the file leaves out have the values of {@link #DEFAULTS}.
 *
 * @param network the network: {@code {type: nlrn, channels: 64}}, of which {@code nlrn} may be left
 *     out, or {@code {type: rnan, features: 32}} or {@code {type: plain, layers: 17}}
 * @param task what the network is to undo: {@code {type: denoise, sigmaMin: 0, sigmaMax: 55}} or
 *     {@code {type: deblock, qualityMin: 10, qualityMax: 40}}, of levels drawn uniformly for each
 *     patch, {@code {type: upscale, scales: [2, 3, 4]}} or {@code {type: demosaic, pattern: GRBG}}
 * @param noise of which form noise is: {@link GaussianNoise.Form#FLOAT}, or clipped and rounded to
 *     8 bits
 * @param initFrom weights to begin with, of a shipped model's id or a file; none is empty. Those
 *     that the network has in another shape are taken as far as they fit
 * @param data which images
 * @param patch side of the patches in pixels, as the network is given them: a multiple of its fold,
 *     as pixels that are mirrored beyond a patch would be learned from
 * @param reach whether a pixel sees its whole patch, as published, or the network's neighborhood as
 *     in restoring: patches may then be larger at no more memory a pixel. An RNAN sees its whole
 *     patch
 * @param batch patches of a step
 * @param loss what is made small
 * @param lossCenter side of the middle of a restored patch that the loss is taken on (NLRN's newer
 *     code takes 5); 0 for all of it
 * @param learningRate of Adam, where the schedule is at its highest
 * @param schedule how the learning rate falls
 * @param halvingSteps steps after which the learning rate is halved, again and again, where the
 *     schedule is {@link Schedule#HALVING} (RNAN, section 4, takes 200,000); 0 to halve it five
 *     times over the budget
 * @param warmupSteps steps over which it first rises
 * @param clipNorm greatest norm of the gradient; 0 for any
 * @param averageDecay of the running average of weights that is validated and shipped; 0 for none
 * @param freezeNormalizationAt part of the budget after which BatchNorm normalizes as it will when
 *     images are restored, by its statistics and no longer by the batch; 1 for never
 * @param precision of convolutions and products
 * @param workers parts of a batch that are worked on at once, each by one copy of the network; a
 *     batch must divide evenly
 * @param device where to train: cpu, cuda or cuda:N
 * @param seed of all that is random
 * @param maxSteps where to end; 0 for no such end
 * @param maxMinutes where to end, counting validations and the saving of checkpoints; 0 for no such
 *     end. The schedule is stretched over steps or minutes, whichever come to their end first
 * @param checkpointMinutes time between checkpoints
 * @param validationSteps steps between validations; the last step is validated too
 * @param validationCrop side of the middle of a held-out image that is validated
 * @param validationLevels noise levels, factors or qualities of validation, of those that are
 *     trained on; none where the task has none
 * @param output folder of checkpoints, log, plot and model
 */
public record TrainingConfig(
    NetworkConfig network,
    Task task,
    GaussianNoise.Form noise,
    String initFrom,
    DataConfig data,
    int patch,
    Pass.Reach reach,
    int batch,
    Loss loss,
    int lossCenter,
    double learningRate,
    Schedule schedule,
    int halvingSteps,
    int warmupSteps,
    double clipNorm,
    double averageDecay,
    double freezeNormalizationAt,
    String precision,
    int workers,
    String device,
    long seed,
    long maxSteps,
    double maxMinutes,
    double checkpointMinutes,
    int validationSteps,
    int validationCrop,
    List<Double> validationLevels,
    String output) {

  private static final String POSITIVE = "a number above 0";

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
          GaussianNoise.Form.FLOAT,
          "",
          new DataConfig(List.of("images"), 10, List.of(1.0, 0.9, 0.8, 0.7)),
          45,
          Pass.Reach.PATCH,
          16,
          Loss.MSE,
          0,
          1e-3,
          Schedule.HALVING,
          0,
          0,
          0.5,
          0,
          1,
          "fp32",
          1,
          "cpu",
          0,
          500_000,
          0,
          5,
          1000,
          128,
          List.of(25.0),
          "runs/nlrn");

  /**
   * @throws IllegalArgumentException if a value is out of range; the message names its key
   */
  public TrainingConfig {
    validationLevels = List.copyOf(validationLevels);
    require(patch >= 2, "patch", patch, "at least 2");
    require(
        patch % network.fold() == 0,
        "patch",
        patch,
        "a multiple of the network's fold, %d, such as %d"
            .formatted(network.fold(), nearestMultiple(patch, network.fold())));
    require(batch >= 1, "batch", batch, "at least 1");
    require(
        (double) batch * Math.pow((double) patch * network.scale(), 2) * network.inputChannels()
            <= LARGEST_BATCH,
        "patch",
        patch,
        "a batch of at most %d samples".formatted(LARGEST_BATCH));
    require(
        lossCenter >= 0
            && lossCenter <= patch * network.scale()
            && (lossCenter == 0 || (patch * network.scale() - lossCenter) % 2 == 0),
        "lossCenter",
        lossCenter,
        "0, or a side at most the patch's and even or odd like it");
    require(isFinite(learningRate) && learningRate > 0, "learningRate", learningRate, POSITIVE);
    require(
        halvingSteps == 0 || (halvingSteps > 0 && schedule == Schedule.HALVING),
        "halvingSteps",
        halvingSteps,
        "0, or more where the schedule is HALVING");
    require(warmupSteps >= 0, "warmupSteps", warmupSteps, "at least 0");
    require(isFinite(clipNorm) && clipNorm >= 0, "clipNorm", clipNorm, "at least 0");
    require(
        averageDecay >= 0 && averageDecay < 1, "averageDecay", averageDecay, "from 0 to below 1");
    Precision.parse(precision);
    require(
        freezeNormalizationAt >= 0 && freezeNormalizationAt <= 1,
        "freezeNormalizationAt",
        freezeNormalizationAt,
        "a part from 0 to 1");
    require(
        workers >= 1 && batch % workers == 0,
        "workers",
        workers,
        "a number that divides the batch of " + batch);
    Device.parse(device);
    require(maxSteps >= 0, "maxSteps", maxSteps, "at least 0");
    require(isFinite(maxMinutes) && maxMinutes >= 0, "maxMinutes", maxMinutes, "at least 0");
    require(
        maxSteps > 0 || maxMinutes > 0, "maxSteps", maxSteps, "more than 0, or maxMinutes above 0");
    require(
        isFinite(checkpointMinutes) && checkpointMinutes > 0,
        "checkpointMinutes",
        checkpointMinutes,
        POSITIVE);
    require(validationSteps >= 1, "validationSteps", validationSteps, "at least 1");
    require(validationCrop >= 1, "validationCrop", validationCrop, "at least 1");
    try {
      task.trials(validationLevels, seed, noise);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "validationLevels %s: %s".formatted(validationLevels, e.getMessage()), e);
    }
    task.requireFitting(network, "network");
    require(!output.isBlank(), "output", "''", "a folder");
  }

  private static int nearestMultiple(int number, int factor) {
    return Math.max(1, Math.round((float) number / factor)) * factor;
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s %s: expected %s".formatted(key, found, expected));
    }
  }

  /**
   * Reads a YAML file. Keys that it leaves out have the values of {@link #DEFAULTS}.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no YAML, a key is unknown or a value wrong; the
   *     message names file and key
   */
  public static TrainingConfig read(Path file) throws IOException {
    return read(file, Map.of());
  }

  /**
   * Reads a YAML file, but for some keys.
   *
   * @param changes the values of these, such as {@code maxSteps}: numbers, texts and lists
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no YAML, a key is unknown or a value wrong; the
   *     message names file and key
   */
  public static TrainingConfig read(Path file, Map<String, ?> changes) throws IOException {
    try {
      return parse(Files.readString(file), changes, file.toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          file + " is no text in UTF-8: expected a YAML file of keys such as 'patch: 45'", e);
    }
  }

  /**
   * Returns this but for some keys.
   *
   * @param changes the values of these, such as {@code maxSteps}: numbers, texts, lists, a network
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
    int side = network.scale() == 1 ? patch + task.largestCrop() : restoredPatch();
    return task.kind().channels() == Channels.LUMA && network.imageChannels() == 1
        ? TrainingData.readLuma(data, side)
        : TrainingData.read(data, network.imageChannels(), side);
  }

  /** Returns the side of a patch that the network has restored. */
  int restoredPatch() {
    return patch * network.scale();
  }

  /** Writes all keys, as {@link #read} reads them. */
  public String toYaml() {
    return ConfigYaml.write(this);
  }

  /**
   * Returns the learning rate of a step.
   *
   * @param step from 0
   * @param progress the part of the budget that is spent, 0 to 1
   */
  double learningRate(long step, double progress) {
    double warmup = warmupSteps == 0 ? 1 : Math.min(1, (step + 1.0) / warmupSteps);
    double factor =
        halvingSteps == 0
            ? schedule.factor(progress)
            : Math.pow(0.5, Math.floor((double) step / halvingSteps));
    return learningRate * warmup * factor;
  }
}
