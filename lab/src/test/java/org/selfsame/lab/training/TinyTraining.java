package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.selfsame.lab.data.Textures;
import org.selfsame.lab.data.TrainingData;

/** A training so small that a step takes milliseconds. */
final class TinyTraining {
  /** A line of a config whose training tells of each step, as it validates it. */
  static final String TELL_EACH_STEP = "validationSteps: 1";

  private TinyTraining() {}

  /**
   * Returns a config.
   *
   * @param folder holds the images; the output is its folder {@code run}
   * @param changes lines of YAML, which take the place of those with the same key
   */
  static TrainingConfig config(Path folder, String... changes) {
    Map<String, String> lines = new LinkedHashMap<>();
    put(lines, "network: {channels: 4, embedding: 2, steps: 2, neighborhood: 5}");
    put(lines, "task: {sigmaMin: 25, sigmaMax: 25}");
    put(lines, "data: {folders: ['" + folder.resolve("images") + "'], holdOut: 1, scales: [1.0]}");
    put(lines, "patch: 9");
    put(lines, "batch: 4");
    put(lines, "maxSteps: 8");
    put(lines, "checkpointMinutes: 1000");
    put(lines, "validationSteps: 1000");
    put(lines, "validationCrop: 12");
    put(lines, "output: '" + folder.resolve("run") + "'");
    for (String change : changes) {
      put(lines, change);
    }
    return TrainingConfig.parse(
        lines.values().stream().collect(Collectors.joining("\n")), Map.of(), "tiny.yaml");
  }

  private static void put(Map<String, String> lines, String line) {
    lines.put(line.substring(0, line.indexOf(':')), line);
  }

  /** Returns the images of a config, and makes them if they are not there. */
  static TrainingData data(TrainingConfig config) throws IOException {
    Path images = Path.of(config.data().folders().get(0));
    if (!Files.exists(images)) {
      Textures.write(images, 3, 24, 20, config.network().imageChannels());
    }
    return config.readData();
  }

  /** Trains anew to the end, and returns the last checkpoint. */
  static Checkpoint train(TrainingConfig config) throws IOException, InterruptedException {
    return train(config, Trainer.Start.NEW, step -> false);
  }

  /**
   * Trains, and returns the last checkpoint.
   *
   * @param stop after which of the steps that are told to stop
   */
  static Checkpoint train(TrainingConfig config, Trainer.Start start, LongPredicate stop)
      throws IOException, InterruptedException {
    try (Trainer trainer = new Trainer(config, data(config), start)) {
      trainer.run(
          progress -> {
            if (stop.test(progress.step())) {
              trainer.requestStop();
            }
          });
    }
    return latest(config);
  }

  static CheckpointFolder checkpoints(TrainingConfig config) {
    return new CheckpointFolder(Path.of(config.output(), "checkpoints"));
  }

  static Checkpoint latest(TrainingConfig config) throws IOException {
    return Checkpoint.read(checkpoints(config).latest().orElseThrow());
  }
}
