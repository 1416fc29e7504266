package org.selfsame.lab.data;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Luminance;
import org.selfsame.image.Resampling;

/**
 * Training images, decoded once and kept in memory in 8 bits, and the images held out for
 * validation.
 */
public final class TrainingData {
  private final int channels;
  private final int patch;
  private final List<ByteImage> images;
  private final long[] cumulativePixels;
  private final List<Named> validation;

  /**
   * The place of a patch, and how it is turned.
   *
   * @param image the number of the image; each scale counts as an image
   * @param left the first column
   * @param top the first row
   * @param orientation one of 8: bit 2 first swaps rows and columns, then bit 0 mirrors columns and
   *     bit 1 rows
   */
  public record Place(int image, int left, int top, int orientation) {}

  /** Samples in [0, 1] by column and row. */
  @FunctionalInterface
  interface Samples {
    float at(int x, int y);
  }

  /**
   * An image, and the name that seeds its noise.
   *
   * @param name the file's name
   * @param image the image, gray or color as in training, with samples that fit in 8 bits
   */
  public record Named(String name, Image image) {}

  private TrainingData(int channels, int patch, List<ByteImage> images, List<Named> validation) {
    this.channels = channels;
    this.patch = patch;
    this.images = List.copyOf(images);
    this.validation = List.copyOf(validation);
    cumulativePixels = new long[images.size()];
    long sum = 0;
    for (int i = 0; i < cumulativePixels.length; i++) {
      sum += images.get(i).pixels();
      cumulativePixels[i] = sum;
    }
  }

  /**
   * Reads all images in the folders, each file once. Images that are large enough are counted
   * before some are held out.
   *
   * @param channels 1 to convert color to gray, rounded to 8 bits; 3 for color, without gray images
   * @param patch the side of a patch; smaller images are left out
   * @throws NoSuchFileException if there is no such folder
   * @throws IOException if a folder cannot be read, or an image is broken
   * @throws IllegalArgumentException if too few images are found
   */
  public static TrainingData read(DataConfig config, int channels, int patch) throws IOException {
    return read(config, channels, patch, Luminance::gray);
  }

  /**
   * Reads all images as luma in studio range, rounded to 8 bits, the channel on which
   * super-resolution is measured; gray images stay as they are. Otherwise like {@link
   * #read(DataConfig, int, int)}.
   */
  public static TrainingData readLuma(DataConfig config, int patch) throws IOException {
    return read(config, 1, patch, Luminance::studioLuma);
  }

  private static TrainingData read(
      DataConfig config, int channels, int patch, UnaryOperator<Image> toGray) throws IOException {
    Collection<Path> files = files(config);
    Map<Path, ByteImage> usable = new LinkedHashMap<>();
    for (Path file : files) {
      Image image = ImageFiles.read(file).image();
      if (channels == 1 && image.channels() == 3) {
        image = toGray.apply(image);
      }
      if (image.channels() == channels && fitsAtSomeScale(image, config.scales(), patch)) {
        usable.put(file, ByteImage.of(image));
      }
    }
    if (usable.size() <= config.holdOut()) {
      throw new IllegalArgumentException(
          "%d of the %d images in %s are %s and at least %dx%d pixels large: expected more than the %d held out for validation"
              .formatted(
                  usable.size(),
                  files.size(),
                  config.folders(),
                  channels == 1 ? "gray or color" : "color",
                  patch,
                  patch,
                  config.holdOut()));
    }
    List<ByteImage> images = new ArrayList<>();
    List<Named> validation = new ArrayList<>();
    int index = 0;
    for (Map.Entry<Path, ByteImage> entry : usable.entrySet()) {
      if (isHeldOut(index++, usable.size(), config.holdOut())) {
        String name = entry.getKey().getFileName().toString();
        validation.add(new Named(name, entry.getValue().toImage()));
      } else {
        addScaled(images, entry.getValue(), config.scales(), patch);
      }
    }
    return new TrainingData(channels, patch, images, validation);
  }

  /**
   * Drops duplicates: an image found twice, in overlapping folders, might be both held out and
   * trained on.
   */
  private static Collection<Path> files(DataConfig config) throws IOException {
    Map<Path, Path> byRealPath = new LinkedHashMap<>();
    for (String folder : config.folders()) {
      for (Path file : ImageFolder.list(Path.of(folder))) {
        byRealPath.putIfAbsent(file.toRealPath(), file);
      }
    }
    if (byRealPath.isEmpty()) {
      throw new IllegalArgumentException(
          "no image in %s: expected PNG, JPEG, TIFF, BMP or WebP files"
              .formatted(config.folders()));
    }
    return byRealPath.values();
  }

  private static boolean isHeldOut(int index, int count, int heldOut) {
    return (long) index * heldOut / count != (long) (index + 1) * heldOut / count;
  }

  private static boolean fitsAtSomeScale(Image image, List<Double> scales, int patch) {
    int side = Math.min(image.width(), image.height());
    return scales.stream().anyMatch(scale -> scaled(side, scale) >= patch);
  }

  private static void addScaled(
      List<ByteImage> images, ByteImage image, List<Double> scales, int patch) {
    for (double scale : scales) {
      int width = scaled(image.width(), scale);
      int height = scaled(image.height(), scale);
      if (width >= patch && height >= patch) {
        images.add(
            scale == 1 ? image : ByteImage.of(Resampling.resize(image.toImage(), width, height)));
      }
    }
  }

  private static int scaled(int length, double scale) {
    return (int) Math.round(length * scale);
  }

  /** Returns the channels of all images: 1 or 3. */
  public int channels() {
    return channels;
  }

  /** Returns the side of the largest patch that fits in every training image. */
  public int patch() {
    return patch;
  }

  /** Returns the held-out images. */
  public List<Named> validation() {
    return validation;
  }

  /** Returns the number of training images; each scale counts. */
  public int size() {
    return images.size();
  }

  /** Returns the number of training pixels; each scale counts. */
  public long pixels() {
    return cumulativePixels[cumulativePixels.length - 1];
  }

  /**
   * Copies a random patch, flipped and rotated in one of 8 ways.
   *
   * @param random chooses image, place and orientation; all pixels of the data are equally likely,
   *     except near the border of an image, where fewer patches fit
   * @param size the side of the patch, at most {@link #patch}
   * @param target receives {@code channels * size * size} samples in [0, 1]
   * @param offset where the patch begins in the target
   */
  public void samplePatch(SplittableRandom random, int size, float[] target, int offset) {
    copy(draw(random, size), size, target, offset);
  }

  /** Draws the place of a patch, like {@link #samplePatch}. */
  Place draw(SplittableRandom random, int size) {
    int index = indexOf(random.nextLong(pixels()));
    ByteImage image = images.get(index);
    int left = random.nextInt(image.width() - size + 1);
    int top = random.nextInt(image.height() - size + 1);
    return new Place(index, left, top, random.nextInt(8));
  }

  /** Copies all channels of a patch. */
  void copy(Place place, int size, float[] target, int offset) {
    ByteImage image = images.get(place.image);
    int out = offset;
    for (byte[] plane : image.planes()) {
      Samples samples =
          (x, y) -> (plane[(place.top + y) * image.width() + place.left + x] & 0xff) / 255f;
      turn(samples, size, place.orientation, target, out);
      out += size * size;
    }
  }

  /** Copies a channel of a patch, turned. */
  static void turn(Samples samples, int size, int orientation, float[] target, int offset) {
    boolean swap = (orientation & 4) != 0;
    int last = size - 1;
    int out = offset;
    for (int y = 0; y < size; y++) {
      int v = (orientation & 2) != 0 ? last - y : y;
      for (int x = 0; x < size; x++) {
        int u = (orientation & 1) != 0 ? last - x : x;
        target[out++] = swap ? samples.at(v, u) : samples.at(u, v);
      }
    }
  }

  /** Returns a training image. */
  ByteImage image(int index) {
    return images.get(index);
  }

  /** Returns the image that holds a pixel, counted over all images. */
  private int indexOf(long pixel) {
    int at = Arrays.binarySearch(cumulativePixels, pixel + 1);
    return at >= 0 ? at : -at - 1;
  }
}
