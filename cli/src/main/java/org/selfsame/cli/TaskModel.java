package org.selfsame.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.selfsame.degradation.Degradation;
import org.selfsame.model.Model;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;

/**
 * A model for a kind of task, loaded, and how it is to be run.
 *
 * @param device where the model is
 */
record TaskModel(Model model, Device device, RestoreOptions options) implements AutoCloseable {
  /** Returns what the model was trained to undo. */
  Task task() {
    return model.task();
  }

  /**
   * Returns what an option asks for.
   *
   * @throws UsageException if the model was not trained on it
   */
  Degradation asked(String option, String level) {
    return ModelOptions.understood(
        option, level, text -> task().require(text, "model " + model.name()));
  }

  /** Returns a restorer that tells which part of an image is done, from 0 to 1. */
  Restorer restorer(DoubleConsumer progress) {
    return new Restorer(model, options, (done, total) -> progress.accept((double) done / total));
  }

  /** Returns what is to tell to a program about how it is run. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", model.name());
    facts.put("device", device.toString());
    facts.put("precision", options.precision().toString());
    facts.put("protocol", options.protocol().toString());
    return facts;
  }

  @Override
  public void close() {
    model.close();
  }
}
