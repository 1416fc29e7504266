package org.selfsame.lab.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.selfsame.lab.data.Textures;
import org.selfsame.lab.data.TrainingData;

/** A training so small that a step takes milliseconds. */
final class TinyTraining {
  /** A change of a config whose training then tells of each step, as it validates it. */
  static final String TELL_EACH_STEP = "validation.steps: 1";

  private static final YAMLMapper YAML = new YAMLMapper();

  private TinyTraining() {}

  /**
   * Returns a config.
   *
   * @param folder holds the images; the output is its folder {@code run}
   * @param changes keys, with their sections, and values: {@code patches.size: 11}
   */
  static TrainingConfig config(Path folder, String... changes) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (String change : changes) {
      int colon = change.indexOf(": ");
      try {
        values.put(change.substring(0, colon), YAML.readTree(change.substring(colon + 2)));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(change, e);
      }
    }
    String yaml =
        """
        network: {channels: 4, embedding: 2, steps: 2, neighborhood: 5}
        task: {sigmaMin: 25, sigmaMax: 25}
        data: {folders: ['%s'], holdOut: 1, scales: [1.0]}
        patches: {size: 9, batch: 4}
        budget: {maxSteps: 8, checkpointMinutes: 1000}
        validation: {steps: 1000, crop: 12}
        output: '%s'
        """
            .formatted(folder.resolve("images"), folder.resolve("run"));
    return TrainingConfig.parse(yaml, values, "tiny.yaml");
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
