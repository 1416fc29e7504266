package org.selfsame.lab.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.selfsame.lab.data.DataConfig;
import org.selfsame.network.NlrnConfig;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;

/**
 * Everything that decides a training: the file of {@code selfsame train}.
 *
 * <p>Keys that the file leaves out have the values of {@link #DEFAULTS}.
 *
 * @param network the network; its {@code neighborhood} is that of restoring, the patch is that of
 *     training
 * @param noise which noise is trained on
 * @param data which images
 * @param patch side of the patches in pixels
 * @param batch patches of a step
 * @param lossCentre side of the middle of a patch that the loss is taken on; 0 for all of it
 * @param learningRate of Adam, where the schedule is at its highest
 * @param schedule how the learning rate falls
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
 * @param maxSteps where to end, and what the schedule is stretched over; 0 for no such end
 * @param maxMinutes where to end; the schedule is stretched over it if there is no maxSteps; 0 for
 *     no such end
 * @param checkpointMinutes time between checkpoints
 * @param validationSteps steps between validations
 * @param validationCrop side of the middle of a held-out image that is validated
 * @param validationSigmas noise levels of validation
 * @param output folder of checkpoints, log, plot and model
 */
public record TrainingConfig(
    NlrnConfig network,
    Noise noise,
    DataConfig data,
    int patch,
    int batch,
    int lossCentre,
    double learningRate,
    Schedule schedule,
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
    List<Double> validationSigmas,
    String output) {

  /**
   * The noise of a training: each patch has a level drawn uniformly from a range.
   *
   * @param sigmaMin lowest standard deviation, of samples 0 to 255
   * @param sigmaMax highest; equal to sigmaMin for a model of one level
   */
  public record Noise(double sigmaMin, double sigmaMax) {
    public Noise {
      if (!(sigmaMin >= 0 && sigmaMin <= sigmaMax && sigmaMax <= 255)) {
        throw new IllegalArgumentException(
            "noise from sigma %s to %s: expected 0 <= sigmaMin <= sigmaMax <= 255"
                .formatted(sigmaMin, sigmaMax));
      }
    }
  }

  /** The published settings for sigma 25, but for the folders of images and the budget. */
  public static final TrainingConfig DEFAULTS =
      new TrainingConfig(
          NlrnConfig.PAPER,
          new Noise(25, 25),
          new DataConfig(List.of("images"), 10, List.of(1.0)),
          43,
          16,
          0,
          1e-3,
          Schedule.HALVING,
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

  private static final ObjectMapper YAML = YAMLMapper.builder().build();

  public TrainingConfig {
    validationSigmas = List.copyOf(validationSigmas);
    require(patch >= 1, "patch", patch, "at least 1");
    require(batch >= 1, "batch", batch, "at least 1");
    require(
        lossCentre >= 0
            && lossCentre <= patch
            && (lossCentre == 0 || (patch - lossCentre) % 2 == 0),
        "lossCentre",
        lossCentre,
        "0, or a side at most the patch's and even or odd like it");
    require(learningRate > 0, "learningRate", learningRate, "a positive number");
    require(warmupSteps >= 0, "warmupSteps", warmupSteps, "at least 0");
    require(clipNorm >= 0, "clipNorm", clipNorm, "at least 0");
    require(
        averageDecay >= 0 && averageDecay < 1, "averageDecay", averageDecay, "from 0 to below 1");
    require(maxSteps >= 0, "maxSteps", maxSteps, "at least 0");
    require(maxMinutes >= 0, "maxMinutes", maxMinutes, "at least 0");
    require(maxSteps > 0 || maxMinutes > 0, "maxSteps", maxSteps, "a budget of steps or minutes");
    require(checkpointMinutes > 0, "checkpointMinutes", checkpointMinutes, "a positive number");
    require(validationSteps >= 1, "validationSteps", validationSteps, "at least 1");
    require(validationCrop >= 1, "validationCrop", validationCrop, "at least 1");
    require(!validationSigmas.isEmpty(), "validationSigmas", "[]", "at least one level");
    require(output != null && !output.isBlank(), "output", output, "a folder");
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
    Precision.parse(precision);
    Device.parse(device);
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s: expected %s".formatted(key, found, expected));
    }
  }

  /**
   * Reads a YAML file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if a key is unknown or a value wrong
   */
  public static TrainingConfig read(Path file) throws IOException {
    return parse(Files.readString(file), file.toString());
  }

  static TrainingConfig parse(String yaml, String source) {
    try {
      if (!(YAML.readTree(yaml) instanceof ObjectNode given)) {
        throw new IllegalArgumentException(
            source + ": expected keys and values, such as 'patch: 43'");
      }
      ObjectNode merged = YAML.valueToTree(DEFAULTS);
      merge(merged, given);
      return YAML.treeToValue(merged, TrainingConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(source + ": " + e.getOriginalMessage(), e);
    }
  }

  private static void merge(ObjectNode target, ObjectNode given) {
    for (var field : given.properties()) {
      JsonNode old = target.get(field.getKey());
      if (old instanceof ObjectNode oldObject && field.getValue() instanceof ObjectNode object) {
        merge(oldObject, object);
      } else {
        target.set(field.getKey(), field.getValue());
      }
    }
  }

  /** Writes all keys, as {@link #read} reads them. */
  public String toYaml() {
    try {
      return YAML.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns the learning rate of a step.
   *
   * @param step from 0
   * @param progress the part of the budget that is spent, 0 to 1
   */
  double learningRate(long step, double progress) {
    double warmup = warmupSteps == 0 ? 1 : Math.min(1, (step + 1.0) / warmupSteps);
    return learningRate * warmup * schedule.factor(progress);
  }
}
