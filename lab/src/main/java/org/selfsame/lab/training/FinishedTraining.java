package org.selfsame.lab.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a training that reached the end of its budget left in its output folder.
 *
 * @param model the file
 * @param steps done
 * @param minutes that they took, with validations
 * @param validationPsnr of the last step, in dB; NaN if the training was stopped while measuring it
 */
public record FinishedTraining(Path model, long steps, double minutes, double validationPsnr) {
  /**
   * Returns what a training left in its folder; nothing if it has not begun or is not finished.
   *
   * @throws IOException if the folder cannot be read
   * @throws IllegalArgumentException if another config trained what is there
   */
  public static Optional<FinishedTraining> of(TrainingConfig config) throws IOException {
    Path folder = Path.of(config.output());
    Path written = folder.resolve(Trainer.CONFIG_FILE);
    if (!Files.exists(written)) {
      return Optional.empty();
    }
    if (!TrainingConfig.read(written, Map.of("output", config.output())).equals(config)) {
      throw new IllegalArgumentException(
          "%s was trained by another config, the one in %s: expected the same network, data and budget; name another output folder, or delete this one"
              .formatted(folder, written));
    }
    Path model = folder.resolve(Trainer.MODEL_FILE);
    List<Progress> rows = TrainingLog.read(folder.resolve(Trainer.LOG_FILE));
    if (rows.isEmpty() || !Files.exists(model)) {
      return Optional.empty();
    }
    Progress last = rows.get(rows.size() - 1);
    return config.budget().spent(last.step(), last.seconds()) >= 1
        ? Optional.of(
            new FinishedTraining(model, last.step(), last.seconds() / 60, last.validationPsnr()))
        : Optional.empty();
  }
}
