package org.selfsame.lab.evaluation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Picture;
import org.selfsame.image.Resampling;
import org.selfsame.image.SampleFormat;
import org.selfsame.system.Sha256;

/**
 * Writes the images of an evaluation as 8-bit PNG: for each image a folder with {@code clean.png},
 * {@code degraded.png} and, for each method, the restored image and its error map.
 */
final class ResultImages {
  /** The amplification of errors in their maps: an error of 25/255 is white. */
  private static final float ERROR_GAIN = 255 / 25f;

  /** The images of one result; the degraded one may be smaller. */
  record Images(Image reference, Image degraded, Image restored) {}

  private final Path folder;

  ResultImages(Path folder) {
    this.folder = folder;
  }

  void write(Cell cell, String name, Images images) throws IOException {
    Condition condition = cell.condition();
    Image reference = images.reference;
    Image degraded = images.degraded;
    Image restored = images.restored;
    Path place = folder.resolve(placeOf(cell, name));
    Files.createDirectories(place);
    writeOnce(place.resolve("clean.png"), reference);
    Image enlarged =
        degraded.width() == reference.width() && degraded.height() == reference.height()
            ? degraded
            : Resampling.resize(degraded, reference.width(), reference.height());
    writeOnce(place.resolve("degraded.png"), enlarged);
    String method = fileName(cell.method().label());
    write(place.resolve(method + ".png"), restored);
    Image errors = errors(condition.compared(restored), condition.compared(reference));
    write(place.resolve(method + "_error.png"), errors);
  }

  /** Returns the path, below the folder, for the images of an image; each condition has its own. */
  static String placeOf(Cell cell, String image) {
    Condition condition = cell.condition();
    String hash = Sha256.of(condition.description().getBytes(StandardCharsets.UTF_8));
    String folders =
        Stream.of(image.split("/")).map(ResultImages::fileName).collect(Collectors.joining("/"));
    return "%s-%s-%s/%s/%s"
        .formatted(
            condition.task().name(),
            condition.level(),
            hash.substring(0, 6),
            fileName(cell.set().name()),
            folders);
  }

  /** Returns a text as part of a file's name on every system. */
  static String fileName(String text) {
    return text.replaceAll("[^\\p{Alnum}._+-]+", "_");
  }

  private static Image errors(Image restored, Image reference) {
    Image map = Image.black(restored.width(), restored.height(), 1);
    float[] sum = map.plane(0);
    for (int c = 0; c < restored.channels(); c++) {
      for (int i = 0; i < sum.length; i++) {
        float error = Math.abs(restored.plane(c)[i] - reference.plane(c)[i]);
        sum[i] += ERROR_GAIN * error / restored.channels();
      }
    }
    return map;
  }

  private static void writeOnce(Path file, Image image) throws IOException {
    if (!Files.exists(file)) {
      write(file, image);
    }
  }

  private static void write(Path file, Image image) throws IOException {
    ImageFiles.write(file, Picture.of(image, SampleFormat.UINT8));
  }
}
