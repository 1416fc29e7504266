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
 * The facts about a model that is complete and works: all weights are there, finite, and of the
 * shapes that the network needs, and it restores a small random image to finite samples.
 *
 * @param name its id or file
 * @param sha256 of its weights
 * @param bytes the size of its weights
 * @param task its task; empty if its file does not say
 * @param parameters the number of trained weights
 */
public record VerifiedModel(
    String name,
    String sha256,
    long bytes,
    NetworkConfig config,
    Optional<Task> task,
    long parameters,
    int tensors) {
  /** Width and height of the random image, in pixels. */
  public static final int SIDE = 32;

  private static final long SEED = 1;

  /**
   * Returns whether a name is that of a PyTorch checkpoint, {@code .pt} or {@code .pth}; the file
   * need not exist.
   */
  public static boolean isCheckpoint(String name) {
    return name.endsWith(".pt") || name.endsWith(".pth");
  }

  /**
   * Verifies a weight file or, going by its name, a PyTorch checkpoint.
   *
   * @throws IOException if it cannot be read, is not complete, or does not work
   */
  public static VerifiedModel ofFile(Path file) throws IOException {
    String name = file.toString();
    if (isCheckpoint(name)) {
      RecognizedNetwork found =
          RecognizedNetwork.of(PyTorchFile.read(file), name, RecognizedNetwork.Told.NOTHING);
      try (Network network = Networks.create(found.config(), Device.CPU, found.arrays(), name)) {
        return verify(name, network, null, Sha256.of(file), Files.size(file));
      }
    }
    try (Model model = Model.load(file, Device.CPU)) {
      return verify(name, model.network(), model.task(), Sha256.of(file), Files.size(file));
    }
  }

  /**
   * Verifies a shipped model, including that its weights match its card.
   *
   * @throws IOException if it cannot be read, is not complete, or does not work
   * @throws IllegalArgumentException if no model of that id is shipped
   */
  public static VerifiedModel ofShipped(String id) throws IOException {
    Catalog catalog = Catalog.shipped();
    byte[] weights = catalog.weights(id); // fails unless their hash is the card's
    try (Model model = catalog.load(id, Device.CPU)) {
      return verify(id, model.network(), model.task(), Sha256.of(weights), weights.length);
    }
  }

  /** Tries the network; names, shapes and finite weights were checked when it was made. */
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
              "%s: restores a random image of %d x %d pixels to a sample of %s, expected finite samples: the weights are finite but useless"
                  .formatted(name, SIDE, SIDE, sample));
        }
      }
    }
  }
}
