package org.selfsame.lab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.SampleFormat;

/** Images that tests make for themselves: stripes and rings with sharp edges, in 8 bits. */
public final class Textures {
  private Textures() {}

  /** Returns an image; each seed and channel is another texture. */
  public static Image image(int width, int height, int channels, long seed) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      Random random = new Random(31 * seed + c);
      double angle = 2 * Math.PI * random.nextDouble();
      double stripe = 4 + 6 * random.nextDouble();
      double ring = 6 + 8 * random.nextDouble();
      double centerX = width * random.nextDouble();
      double centerY = height * random.nextDouble();
      float[] plane = image.plane(c);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double along = x * Math.cos(angle) + y * Math.sin(angle);
          double away = Math.hypot(x - centerX, y - centerY);
          double value =
              0.5
                  + 0.2 * Math.signum(Math.sin(2 * Math.PI * along / stripe))
                  + 0.2 * Math.sin(2 * Math.PI * away / ring);
          plane[y * width + x] = (float) value;
        }
      }
    }
    return SampleFormat.UINT8.round(image);
  }

  /** Writes textures {@code 00.png}, {@code 01.png} ... and returns their folder. */
  public static Path write(Path folder, int count, int width, int height, int channels)
      throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      write(folder.resolve("%02d.png".formatted(i)), image(width, height, channels, i));
    }
    return folder;
  }

  /** Writes an image in 8 bits. */
  public static void write(Path file, Image image) throws IOException {
    ImageFiles.write(file, Picture.of(image, SampleFormat.UINT8));
  }
}
