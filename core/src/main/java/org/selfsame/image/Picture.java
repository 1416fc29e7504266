package org.selfsame.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an image file holds.
 *
 * @param image gray (1 channel) or red, green and blue (3 channels)
 * @param alpha opacity, 1 channel of the image's size, 0 for transparent and 1 for opaque; the
 *     image is not multiplied by it
 * @param format how the samples were, or are to be, stored
 * @param metadata color profile, EXIF, and what else the file said
 * @param bands what a TIFF has beside the image, such as near infrared: gray pictures of its size
 *     and format. Only a TIFF can hold them
 */
public record Picture(
    Image image,
    Optional<Image> alpha,
    SampleFormat format,
    Metadata metadata,
    List<Picture> bands) {

  /** Makes a picture without further bands. */
  public Picture(Image image, Optional<Image> alpha, SampleFormat format, Metadata metadata) {
    this(image, alpha, format, metadata, List.of());
  }

  /**
   * Checks the channels and sizes.
   *
   * @throws IllegalArgumentException if the image has neither 1 nor 3 channels, or alpha or a band
   *     is not one channel of the same size
   */
  public Picture {
    bands = List.copyOf(bands);
    for (Picture band : bands) {
      Image gray = band.image;
      if (gray.channels() != 1
          || gray.width() != image.width()
          || gray.height() != image.height()) {
        throw new IllegalArgumentException(
            "a band is %s: expected 1 channel of %dx%d"
                .formatted(gray, image.width(), image.height()));
      }
    }
    if (image.channels() != 1 && image.channels() != 3) {
      throw new IllegalArgumentException(
          "picture of " + image.channels() + " channels: expected 1 (gray) or 3 (RGB)");
    }
    if (alpha.isPresent()) {
      Image opacity = alpha.get();
      if (opacity.channels() != 1
          || opacity.width() != image.width()
          || opacity.height() != image.height()) {
        throw new IllegalArgumentException(
            "alpha is %s: expected 1 channel of %dx%d"
                .formatted(opacity, image.width(), image.height()));
      }
    }
  }

  /**
   * Reads an image file, as {@link ImageFiles#read} does.
   *
   * @throws ImageFileException if it is missing, not an image, damaged or too large
   */
  public static Picture read(Path file) throws ImageFileException {
    return ImageFiles.read(file);
  }

  /**
   * Writes an image file, as {@link ImageFiles#write(Path, Picture)} does.
   *
   * @throws ImageFileException if it cannot be written, or its extension names no format
   */
  public void write(Path file) throws ImageFileException {
    ImageFiles.write(file, this);
  }

  /** Makes an opaque picture without metadata. */
  public static Picture of(Image image, SampleFormat format) {
    return new Picture(image, Optional.empty(), format, Metadata.NONE);
  }

  /** Returns this picture with another image of the same size. */
  public Picture withImage(Image other) {
    return new Picture(other, alpha, format, metadata, bands);
  }

  /** Returns this picture with another image and alpha, of any size, and without bands. */
  public Picture withImage(Image other, Optional<Image> otherAlpha) {
    return new Picture(other, otherAlpha, format, metadata);
  }

  /** Returns this picture with other bands. */
  public Picture withBands(List<Picture> others) {
    return new Picture(image, alpha, format, metadata, others);
  }

  /**
   * Returns the image with the colors of the pixels that do not count replaced by those beside
   * them, so that they do not show at edges that are restored or enlarged: those that nobody sees,
   * as they are wholly transparent, and those that are no numbers, as where something was masked.
   */
  public Image imageWithoutHiddenColors() {
    Optional<Image> seen = seen();
    return seen.isEmpty() ? image : HiddenColors.replaced(image, seen.get());
  }

  /**
   * Returns which pixels count, 0 for those that do not: they are wholly transparent, or a sample
   * is NaN or infinite. Empty if all do.
   */
  public Optional<Image> seen() {
    if (image.isFinite()) {
      return alpha;
    }
    Image seen = alpha.map(Image::copy).orElseGet(this::opaque);
    for (int c = 0; c < image.channels(); c++) {
      float[] plane = image.plane(c);
      for (int i = 0; i < plane.length; i++) {
        if (!Float.isFinite(plane[i])) {
          seen.plane(0)[i] = 0;
        }
      }
    }
    return Optional.of(seen);
  }

  private Image opaque() {
    float[] opaque = new float[image.width() * image.height()];
    Arrays.fill(opaque, 1);
    return new Image(image.width(), image.height(), opaque);
  }

  /** Returns how wide the picture is when it is turned as its EXIF says. */
  public int seenWidth() {
    return turn().transposes() ? image.height() : image.width();
  }

  /** Returns how high the picture is when it is turned as its EXIF says. */
  public int seenHeight() {
    return turn().transposes() ? image.width() : image.height();
  }

  /** Returns which pixels are seen in an area when the picture is turned as its EXIF says. */
  public Area stored(Area seen) {
    return seen.before(turn(), image.width(), image.height());
  }

  private Dihedral turn() {
    return metadata.exif().map(Exif::turn).orElse(Dihedral.IDENTITY);
  }

  /**
   * Returns a part of this picture.
   *
   * @throws IllegalArgumentException if the area is not inside
   */
  public Picture crop(Area area) {
    return withImage(crop(image, area), alpha.map(opacity -> crop(opacity, area)))
        .withBands(bands.stream().map(band -> band.crop(area)).toList());
  }

  private static Image crop(Image whole, Area area) {
    return whole.crop(area.left(), area.top(), area.width(), area.height());
  }

  /** Returns this picture turned as its EXIF says, which then says that it is upright. */
  public Picture upright() {
    Dihedral turn = turn();
    return turn == Dihedral.IDENTITY
        ? this
        : new Picture(
            turn.apply(image),
            alpha.map(turn::apply),
            format,
            metadata.upright(turn),
            bands.stream().map(band -> band.withImage(turn.apply(band.image))).toList());
  }

  /** Returns whether something shows through it. */
  boolean isTransparent() {
    if (alpha.isPresent()) {
      for (float opacity : alpha.get().plane(0)) {
        if (opacity < 1) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns this picture, opaque, as it is seen on a white page. */
  Picture onWhite() {
    if (alpha.isEmpty()) {
      return this;
    }
    float[] opacity = alpha.get().plane(0);
    Image seen = image.copy();
    for (int c = 0; c < seen.channels(); c++) {
      float[] plane = seen.plane(c);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = opacity[i] * plane[i] + (1 - opacity[i]);
      }
    }
    return withImage(seen, Optional.empty());
  }

  /** Returns this picture to be stored in another sample format. */
  public Picture withFormat(SampleFormat other) {
    return new Picture(image, alpha, other, metadata, bands);
  }

  /** Returns this picture with other metadata. */
  public Picture withMetadata(Metadata other) {
    return new Picture(image, alpha, format, other, bands);
  }
}
