package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFile;
import org.selfsame.weights.WeightFileException;

/**
 * Everything a training needs to go on: a model file whose extra tensors, under {@code training.},
 * hold the optimizer's state and, where weights are averaged, the weights being trained. Randomness
 * has no state: it follows from the seed and the step.
 *
 * @param metadata of the model file
 * @param model the weights to restore images with, by name
 * @param state the vectors of the training, by name
 * @param step steps done
 * @param seconds time trained
 * @param frozen whether BatchNorm normalizes by its statistics, which no longer move
 */
record Checkpoint(
    Map<String, String> metadata,
    Map<String, WeightArray> model,
    Map<String, float[]> state,
    long step,
    double seconds,
    boolean frozen) {

  private static final String PREFIX = "training.";
  private static final String STEP = "training.step";
  private static final String SECONDS = "training.seconds";
  private static final String FROZEN = "training.frozen";

  /** Writes a file, whole or not at all. */
  void write(Path file) throws IOException {
    Map<String, String> header = new LinkedHashMap<>(metadata);
    header.put(STEP, Long.toString(step));
    header.put(SECONDS, Double.toString(seconds));
    header.put(FROZEN, Boolean.toString(frozen));
    new WeightFile(header, arrays()).write(file);
  }

  private Map<String, WeightArray> arrays() {
    Map<String, WeightArray> arrays = new LinkedHashMap<>(model);
    state.forEach(
        (name, values) ->
            arrays.put(PREFIX + name, new WeightArray(new long[] {values.length}, values)));
    return arrays;
  }

  /** Returns the name of an array with a number that is not finite. */
  Optional<String> firstNotFinite() {
    return arrays().entrySet().stream()
        .filter(entry -> !isFinite(entry.getValue().values()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a file.
   *
   * @throws WeightFileException if it is not a complete checkpoint
   */
  static Checkpoint read(Path file) throws IOException {
    WeightFile content = WeightFile.read(file);
    Map<String, WeightArray> model = new LinkedHashMap<>();
    Map<String, float[]> state = new LinkedHashMap<>();
    content
        .arrays()
        .forEach(
            (name, array) -> {
              if (name.startsWith(PREFIX)) {
                state.put(name.substring(PREFIX.length()), array.values());
              } else {
                model.put(name, array);
              }
            });
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    String step = metadata.remove(STEP);
    String seconds = metadata.remove(SECONDS);
    String frozen = metadata.remove(FROZEN); // missing in the oldest checkpoints
    if (step == null || seconds == null) {
      throw new WeightFileException(
          "%s is not a checkpoint: it has no %s and %s; expected a file that a training wrote"
              .formatted(file, STEP, SECONDS));
    }
    try {
      return new Checkpoint(
          metadata,
          model,
          state,
          Long.parseLong(step),
          Double.parseDouble(seconds),
          Boolean.parseBoolean(frozen));
    } catch (NumberFormatException e) {
      throw new WeightFileException(
          "%s is not a checkpoint: its %s is '%s' and its %s '%s', expected numbers"
              .formatted(file, STEP, step, SECONDS, seconds),
          e);
    }
  }
}
