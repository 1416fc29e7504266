package org.selfsame.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Networks;
import org.selfsame.network.RecognizedNetwork;
import org.selfsame.network.RecognizedNetwork.Told;
import org.selfsame.system.FileReplacement;
import org.selfsame.system.Sha256;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.weights.PyTorchFile;
import org.selfsame.weights.TensorBundle;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFile;

/**
 * A checkpoint of another program, of PyTorch or TensorFlow, to be turned into a model.
 *
 * <pre>{@code
 * CheckpointImport checkpoint = CheckpointImport.read(Path.of("RNAN_gray.pt"), Told.NOTHING);
 * checkpoint.write(Path.of("rnan-30.safetensors"), Task.of("denoise:30"));
 * }</pre>
 *
 * @param file the checkpoint
 * @param network the network, recognized by the names and shapes of its weights
 * @param told what the caller said of it
 */
public record CheckpointImport(Path file, RecognizedNetwork network, Told told) {

  /**
   * Reads a checkpoint; nothing in it is executed.
   *
   * @param file a PyTorch checkpoint, or what names a TensorFlow bundle ({@link TensorBundle})
   * @param told what names and shapes alone do not tell
   * @throws IOException if it cannot be read, or holds no known network, or another than {@code
   *     told}
   */
  public static CheckpointImport read(Path file, Told told) throws IOException {
    Map<String, WeightArray> arrays =
        TensorBundle.isNamedBy(file) ? TensorBundle.read(file) : PyTorchFile.read(file);
    return new CheckpointImport(file, RecognizedNetwork.of(arrays, file.toString(), told), told);
  }

  /** Returns the network's configuration. */
  public NetworkConfig config() {
    return network.config();
  }

  /** Returns the task, if the network itself shows it: one that enlarges was trained to upscale. */
  public Optional<Task> toldTask() {
    return config().scale() > 1
        ? Optional.of(Task.of("upscale:" + config().scale()))
        : Optional.empty();
  }

  /** Returns a sentence that says why the network cannot do a task; empty if it can. */
  public Optional<String> refusal(Task task) {
    try {
      task.requireFitting(
          config(), "%s is %s, a network".formatted(file, NetworkText.of(config())));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Returns where a model's card is written: beside the model. */
  public static Path cardOf(Path model) {
    return model.resolveSibling(FileName.of(model).stem() + ".md");
  }

  /**
   * A model made from a checkpoint.
   *
   * @param card the file beside it that says what is known of it
   * @param parameters the number of trained weights
   */
  public record Imported(
      Path model, Path card, NetworkConfig config, Task task, long parameters, int tensors) {}

  /**
   * Writes the model and its card, and replaces existing ones.
   *
   * @param model the weight file to write
   * @param task the task that the network was trained for
   * @throws IOException if the weights do not fit the network, or cannot be written; then nothing
   *     is written
   * @throws IllegalArgumentException if the network cannot do the task
   */
  public Imported write(Path model, Task task) throws IOException {
    refusal(task)
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal);
            });
    try (Network made = Networks.create(config(), Device.CPU, network.arrays(), file.toString())) {
      String as = told.family().map(one -> ", as " + one.title()).orElse("");
      String source = "%s, sha256 %s%s".formatted(file.getFileName(), Sha256.of(weights()), as);
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("network", config().network());
      metadata.put("config", config().toJson());
      metadata.put("task", task.toJson());
      metadata.put("source", source);
      new WeightFile(metadata, network.arrays()).write(model);
      Imported imported =
          new Imported(
              model,
              cardOf(model),
              config(),
              task,
              made.parameters().count(),
              network.arrays().size());
      FileReplacement.writeString(imported.card, card(imported, source));
      return imported;
    }
  }

  private Path weights() throws IOException {
    return TensorBundle.isNamedBy(file) ? TensorBundle.data(file) : file;
  }

  private String card(Imported imported, String source) throws IOException {
    return String.format(
        Locale.ROOT,
        """
        # %s

        %s, imported by `selfsame models import`.

        - Task: %s (%s)
        - Network: `%s`
        - Config: `%s`
        - Parameters: %,d in %d tensors, float32
        - Imported from: %s
        - SHA-256 of `%s`: %s

        Nothing else is known of how it was trained, on which data, and under which license you may
        use it: ask those who published it. Its quality was not measured here.
        """,
        FileName.of(imported.model).stem(),
        NetworkText.of(config()),
        imported.task.description(),
        toldTask().isPresent() ? "shown by the network" : "given on import",
        config().network(),
        config().toJson(),
        imported.parameters,
        imported.tensors,
        source,
        imported.model.getFileName(),
        Sha256.of(imported.model));
  }
}
