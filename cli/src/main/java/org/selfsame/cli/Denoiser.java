package org.selfsame.cli;

import java.util.Map;
import org.selfsame.image.Restoration;
import org.selfsame.model.Model;
import org.selfsame.model.Task;
import org.selfsame.restore.ProgressListener;
import org.selfsame.restore.RestoreOptions;
import org.selfsame.restore.Restorer;
import org.selfsame.tensor.Device;

/**
 * A model that denoises, loaded, and how it is to be run.
 *
 * @param task what the model was trained to undo
 * @param device where the model is
 */
record Denoiser(Model model, Task.Denoise task, Device device, RestoreOptions options)
    implements AutoCloseable {

  SigmaRange range() {
    return SigmaRange.of(model.name(), task);
  }

  /** Returns what denoises at a level in {@link #range}. */
  Restoration at(double sigma, ProgressListener listener) {
    return new Restorer(model, options, listener).denoiser(sigma);
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
