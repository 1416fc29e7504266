package org.selfsame.cli.option;

import java.util.LinkedHashMap;
import java.util.Map;
import org.selfsame.model.Model;
import org.selfsame.model.Task;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.tensor.Device;

/**
 * A model for a kind of task, loaded, and how it is to be run.
 *
 * @param task what the model was trained to undo
 * @param device where the model is
 */
public record TaskModel<T extends Task>(Model model, T task, Device device, RestoreOptions options)
    implements AutoCloseable {

  /** Returns a restorer that tells how much of an image is done. */
  public Restorer restorer(ProgressListener progress) {
    return new Restorer(model, options, progress);
  }

  /** Returns what is to tell to a program about how it is run. */
  public Map<String, Object> facts() {
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
