package org.selfsame.cli;

import java.util.Map;
import java.util.stream.Collectors;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.model.Task;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.tensor.Device;

/**
 * A model that enlarges, loaded, and how it is to be run.
 *
 * @param task what the model was trained to undo
 * @param device where the model is
 */
record Upscaler(Model model, Task.Upscale task, Device device, RestoreOptions options)
    implements AutoCloseable {

  /**
   * Checks a factor that was asked for.
   *
   * @throws UsageException if the model was not trained on it
   */
  void require(int scale) {
    if (!task.covers(scale)) {
      throw new UsageException(
          "--scale %d: model %s enlarges by %s; give %s"
              .formatted(
                  scale,
                  model.name(),
                  task.scales().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                  task.scales().size() == 1 ? "that" : "one of these"));
    }
  }

  /** Returns what enlarges by a factor that {@link #require} lets pass. */
  Restoration by(int scale, ProgressListener listener) {
    return new Restorer(model, options, listener).upscaler(scale);
  }

  /** Returns what is to tell to a program about how it is run. */
  Map<String, Object> facts() {
    return ModelOptions.facts(model, device, options);
  }

  @Override
  public void close() {
    model.close();
  }
}
