package org.selfsame.lab.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Luminance;
import org.selfsame.image.Resampling;

/**
 * Training images, decoded once and kept in memory in 8 bits, and the validation images held out of
 * them.
 */
public final class TrainingData {
  private final List<ByteImage> images;
  private final long[] cumulativePixels;
  private final List<Named> validation;

  /**
   * An image with the name its noise is drawn by.
   *
   * @param name the file's name
   * @param image gray or colour, as trained
   */
  public record Named(String name, Image image) {}

  private TrainingData(List<ByteImage> images, List<Named> validation) {
    this.images = images;
    this.validation = validation;
    cumulativePixels = new long[images.size()];
    long sum = 0;
    for (int i = 0; i < cumulativePixels.length; i++) {
      sum += images.get(i).pixels();
      cumulativePixels[i] = sum;
    }
  }

  /**
   * Reads all images of the folders.
   *
   * @param channels 1 to convert colour to gray, 3 for colour (gray images are left out then)
   * @param patch the side of a patch: smaller images are left out
   * @throws IOException if a folder cannot be read, or an image is broken
   * @throws IllegalArgumentException if too few images are found
   */
  public static TrainingData read(DataConfig config, int channels, int patch) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : config.folders()) {
      files.addAll(ImageFolder.list(Path.of(folder)));
    }
    if (files.size() <= config.holdOut()) {
      throw new IllegalArgumentException(
          "%d images in %s: expected more than the %d held out for validation"
              .formatted(files.size(), config.folders(), config.holdOut()));
    }
    List<ByteImage> images = new ArrayList<>();
    List<Named> validation = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Image image = ImageFiles.read(files.get(i)).image();
      if (image.channels() != channels) {
        if (channels != 1) {
          continue;
        }
        image = Luminance.gray(image);
      }
      if (isHeldOut(i, files.size(), config.holdOut())) {
        validation.add(new Named(files.get(i).getFileName().toString(), image));
      } else {
        addScaled(images, image, config.scales(), patch);
      }
    }
    if (images.isEmpty() || validation.isEmpty()) {
      throw new IllegalArgumentException(
          "no image of %s has %d channels and at least %dx%d pixels"
              .formatted(config.folders(), channels, patch, patch));
    }
    return new TrainingData(images, List.copyOf(validation));
  }

  private static boolean isHeldOut(int index, int count, int heldOut) {
    return (long) index * heldOut / count != (long) (index + 1) * heldOut / count;
  }

  private static void addScaled(
      List<ByteImage> images, Image image, List<Double> scales, int patch) {
    for (double scale : scales) {
      int width = (int) Math.round(image.width() * scale);
      int height = (int) Math.round(image.height() * scale);
      if (width >= patch && height >= patch) {
        images.add(ByteImage.of(scale == 1 ? image : Resampling.resize(image, width, height)));
      }
    }
  }

  /** Returns the images held out. */
  public List<Named> validation() {
    return validation;
  }

  /** Returns the number of training images, each scale counted. */
  public int size() {
    return images.size();
  }

  /** Returns the number of training pixels, each scale counted. */
  public long pixels() {
    return cumulativePixels[cumulativePixels.length - 1];
  }

  /**
   * Copies a random patch, flipped and rotated in one of 8 ways.
   *
   * @param random decides image, place and orientation; every pixel of the data is as likely
   * @param size side of the patch
   * @param target receives {@code channels * size * size} samples in [0, 1]
   * @param offset where in the target
   */
  public void samplePatch(SplittableRandom random, int size, float[] target, int offset) {
    ByteImage image = images.get(indexOf(random.nextLong(pixels())));
    int left = random.nextInt(image.width() - size + 1);
    int top = random.nextInt(image.height() - size + 1);
    int orientation = random.nextInt(8);
    boolean swap = (orientation & 4) != 0;
    int last = size - 1;
    int out = offset;
    for (byte[] plane : image.planes()) {
      for (int y = 0; y < size; y++) {
        int v = (orientation & 2) != 0 ? last - y : y;
        for (int x = 0; x < size; x++) {
          int u = (orientation & 1) != 0 ? last - x : x;
          int row = top + (swap ? u : v);
          int column = left + (swap ? v : u);
          target[out++] = (plane[row * image.width() + column] & 0xff) / 255f;
        }
      }
    }
  }

  private int indexOf(long pixel) {
    int at = Arrays.binarySearch(cumulativePixels, pixel + 1);
    return at >= 0 ? at : -at - 1;
  }
}
