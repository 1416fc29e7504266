package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.selfsame.weights.DataType;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFile;
import org.selfsame.weights.WeightFileException;

/**
 * All that a training needs to go on: a model file whose further tensors, under {@code training.},
 * hold the optimizer's state and, where weights are averaged, the weights being trained. Randomness
 * has no state: it follows from the seed and the step.
 *
 * @param metadata of the model file
 * @param model the weights to restore images with, by name
 * @param state the vectors of the training, by name
 * @param step steps done
 * @param seconds time trained
 */
record Checkpoint(
    Map<String, String> metadata,
    Map<String, WeightArray> model,
    Map<String, float[]> state,
    long step,
    double seconds) {

  private static final String PREFIX = "training.";
  private static final String STEP = "training.step";
  private static final String SECONDS = "training.seconds";
  private static final int KEPT = 3;

  /** Writes the checkpoint of a step into a folder, and deletes all but the last three. */
  Path save(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("step-%09d.safetensors".formatted(step));
    Map<String, String> header = new LinkedHashMap<>(metadata);
    header.put(STEP, Long.toString(step));
    header.put(SECONDS, Double.toString(seconds));
    Map<String, WeightArray> arrays = new LinkedHashMap<>(model);
    state.forEach(
        (name, values) ->
            arrays.put(PREFIX + name, new WeightArray(new long[] {values.length}, values)));
    new WeightFile(header, arrays).write(file, DataType.F32);
    List<Path> all = list(folder);
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      Files.delete(old);
    }
    return file;
  }

  /** Finds the checkpoint of the highest step. */
  static Optional<Path> latest(Path folder) throws IOException {
    List<Path> all = list(folder);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("step-\\d{9,}\\.safetensors"))
          .sorted(Comparator.comparing(Path::getFileName))
          .toList();
    }
  }

  /** Reads a checkpoint. */
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
    if (step == null || seconds == null) {
      throw new WeightFileException(
          file + " is no checkpoint: it has no " + STEP + "; expected one written by a training");
    }
    return new Checkpoint(
        metadata, model, state, Long.parseLong(step), Double.parseDouble(seconds));
  }
}
