package org.selfsame.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.selfsame.image.Image;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.NetworkRestoration;
import org.selfsame.network.Networks;
import org.selfsame.network.RecognizedNetwork;
import org.selfsame.system.Sha256;
import org.selfsame.task.NoiseRange;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.weights.PyTorchFile;
import org.selfsame.weights.WeightFileException;

/**
 * What is known of a model that is whole and works: all weights are there, have the shapes that the
 * network asks for and are finite, and it restores a small random image to finite samples.
 *
 * @param name its id, or its file
 * @param sha256 of its weights
 * @param bytes of its weights
 * @param task empty if its file does not tell it
 * @param parameters trained weights
 */
public record VerifiedModel(
    String name,
    String sha256,
    long bytes,
    NetworkConfig config,
    Optional<Task> task,
    long parameters,
    int tensors) {
  /** Width and height of the random image in pixels. */
  public static final int SIDE = 32;

  private static final long SEED = 1;

  /**
   * Returns whether a name is that of a PyTorch checkpoint, {@code .pt} or {@code .pth}, which need
   * not exist.
   */
  public static boolean isCheckpoint(String name) {
    return name.endsWith(".pt") || name.endsWith(".pth");
  }

  /**
   * Verifies a weight file or, by its name, a PyTorch checkpoint.
   *
   * @throws IOException if it cannot be read, or is not whole, or does not work
   */
  public static VerifiedModel ofFile(Path file) throws IOException {
    String name = file.toString();
    if (isCheckpoint(name)) {
      RecognizedNetwork found =
          RecognizedNetwork.of(PyTorchFile.read(file), name, Optional.empty());
      try (Network network = Networks.create(found.config(), Device.CPU, found.arrays(), name)) {
        return verify(name, network, null, Sha256.of(file), Files.size(file));
      }
    }
    try (Model model = Model.load(file, Device.CPU)) {
      return verify(name, model.network(), model.task(), Sha256.of(file), Files.size(file));
    }
  }

  /**
   * Verifies a shipped model, also that its weights are those of its card.
   *
   * @throws IOException if it cannot be read, or is not whole, or does not work
   * @throws IllegalArgumentException if none of that id is shipped
   */
  public static VerifiedModel ofShipped(String id) throws IOException {
    Catalog catalog = Catalog.shipped();
    byte[] weights = catalog.weights(id); // their hash is the card's, or this fails
    try (Model model = catalog.load(id, Device.CPU)) {
      return verify(id, model.network(), model.task(), Sha256.of(weights), weights.length);
    }
  }

  /** Names, shapes and finite weights were checked when the network was made. */
  private static VerifiedModel verify(
      String name, Network network, Task task, String sha256, long bytes)
      throws WeightFileException {
    Optional<NoiseRange> told = Optional.ofNullable(task).flatMap(Task::noise);
    requireFiniteResult(name, network, told.map(NoiseRange::highest).orElse(0.0));
    return new VerifiedModel(
        name,
        sha256,
        bytes,
        network.config(),
        Optional.ofNullable(task),
        network.parameters().count(),
        network.parameters().toArrays().size());
  }

  private static void requireFiniteResult(String name, Network network, double sigma)
      throws WeightFileException {
    Image random = Image.black(SIDE, SIDE, network.config().imageChannels());
    SplittableRandom samples = new SplittableRandom(SEED);
    for (int c = 0; c < random.channels(); c++) {
      float[] plane = random.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) samples.nextDouble();
      }
    }
    Image restored = new NetworkRestoration(network, sigma, Precision.FP32).restore(random);
    for (int c = 0; c < restored.channels(); c++) {
      for (float sample : restored.plane(c)) {
        if (!Float.isFinite(sample)) {
          throw new WeightFileException(
              "%s: of a random image of %d x %d pixels it makes the sample %s, expected finite ones: its weights are finite, but of no use"
                  .formatted(name, SIDE, SIDE, sample));
        }
      }
    }
  }
}
