package org.selfsame.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Networks;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightFile;
import org.selfsame.weights.WeightFileException;

/**
 * A trained network and its task.
 *
 * <pre>{@code
 * try (Model model = Model.load(Path.of("model.safetensors"), Device.CPU)) { ... }
 * }</pre>
 */
public final class Model implements AutoCloseable {
  private final String name;
  private final Network network;
  private final Task task;
  private final @Nullable ModelCard card;

  private Model(String name, Network network, Task task, @Nullable ModelCard card) {
    this.name = name;
    this.network = network;
    this.task = task;
    this.card = card;
  }

  /**
   * Loads a weight file. Its header names the network and holds its config. Training checkpoints
   * are weight files, too.
   *
   * @throws WeightFileException if the file is missing or damaged, holds numbers that are not
   *     finite, or holds no network and task that Selfsame knows
   * @throws IllegalArgumentException if the device is not available
   * @throws IOException if the file cannot be read
   */
  public static Model load(Path file, Device device) throws IOException {
    return of(WeightFile.read(file), file.toString(), device, null);
  }

  /**
   * Makes a model from a network that was not loaded from a file.
   *
   * @param name the model's name
   * @param network the network; the model owns and closes it
   */
  public static Model of(String name, Network network, Task task) {
    return new Model(name, network, task, null);
  }

  static Model of(WeightFile file, String name, Device device, @Nullable ModelCard card)
      throws WeightFileException {
    String architecture = required(file, name, "network");
    NetworkConfig config;
    Task task;
    try {
      config = Networks.config(architecture, required(file, name, "config"));
      task = Task.fromJson(required(file, name, "task"));
    } catch (IllegalArgumentException e) {
      throw new WeightFileException(name + ": " + e.getMessage(), e);
    }
    Network network = Networks.create(config, device.requireAvailable(), file.arrays(), name);
    return new Model(name, network, task, card);
  }

  private static String required(WeightFile file, String name, String key)
      throws WeightFileException {
    String value = file.metadata().get(key);
    if (value == null) {
      throw new WeightFileException(
          "%s has no '%s' in its header: expected weights written by selfsame train"
              .formatted(name, key));
    }
    return value;
  }

  /**
   * Returns the id if the model is shipped, the file it was loaded from, or the name it was given.
   */
  public String name() {
    return name;
  }

  /** Returns the network with its weights. */
  public Network network() {
    return network;
  }

  /** Returns the task that the model was trained for. */
  public Task task() {
    return task;
  }

  /** Returns the card; only shipped models have one. */
  public Optional<ModelCard> card() {
    return Optional.ofNullable(card);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    network.close();
  }
}
