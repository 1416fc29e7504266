package org.selfsame.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;
import org.selfsame.network.Network;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Nlrn;
import org.selfsame.network.NlrnConfig;
import org.selfsame.nonlocal.Affinity;
import org.selfsame.nonlocal.Border;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;
import org.selfsame.tensor.Device;
import org.selfsame.weights.WeightArray;
import org.selfsame.weights.WeightFile;

/** Images and models that tests make for themselves. */
public final class TestFiles {
  private TestFiles() {}

  /** A smooth pattern, another in each channel. */
  public static Image pattern(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double wave = Math.sin(0.15 * x + c) * Math.cos(0.11 * y - c);
          image.plane(c)[y * width + x] = (float) (0.5 + 0.25 * wave);
        }
      }
    }
    return image;
  }

  public static Image noisy(int width, int height, int channels, double sigma) {
    return new GaussianNoise(sigma, 1, GaussianNoise.Form.FLOAT)
        .degrade(pattern(width, height, channels), "noisy");
  }

  /** Writes an image of 8 bits. */
  public static Path write(Path file, Image image) throws IOException {
    ImageFiles.write(file, Picture.of(image, SampleFormat.UINT8));
    return file;
  }

  /** The smallest network, with random weights. */
  public static Nlrn network(boolean noiseChannel) {
    NlrnConfig config =
        new NlrnConfig(
            1,
            noiseChannel,
            4,
            2,
            1,
            5,
            Affinity.EMBEDDED_GAUSSIAN,
            true,
            1,
            true,
            Border.SHIFTED,
            1,
            1);
    return new Nlrn(config, Device.CPU, 3);
  }

  /** Writes a model for noise levels from 0 to 55, which it is told. */
  public static Path writeModel(Path file) throws IOException {
    try (Nlrn network = network(true)) {
      return writeModel(file, network, new Denoise(0, 55));
    }
  }

  public static Path writeModel(Path file, Network network, Task task) throws IOException {
    new WeightFile(metadata(network, task), network.parameters().toArrays()).write(file);
    return file;
  }

  public static Path writeModel(
      Path file, Map<String, String> metadata, Map<String, WeightArray> arrays) throws IOException {
    new WeightFile(metadata, arrays).write(file);
    return file;
  }

  public static Map<String, String> metadata(Network network, Task task) {
    NetworkConfig config = network.config();
    return Map.of("network", config.network(), "config", config.toJson(), "task", task.toJson());
  }
}
