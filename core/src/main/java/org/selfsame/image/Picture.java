package org.selfsame.image;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an image file holds.
 *
 * @param image gray (1 channel) or red, green and blue (3 channels)
 * @param alpha opacity, 1 channel of the image's size, 0 for transparent and 1 for opaque; the
 *     image is not multiplied by it
 * @param format how the samples were, or are to be, stored
 * @param metadata color profile, EXIF, and what else the file said
 */
public record Picture(Image image, Optional<Image> alpha, SampleFormat format, Metadata metadata) {

  /**
   * Checks the channels and sizes.
   *
   * @throws IllegalArgumentException if the image has neither 1 nor 3 channels, or alpha is not one
   *     channel of the same size
   */
  public Picture {
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
    return withImage(other, alpha);
  }

  /** Returns this picture with another image and alpha, of any size. */
  public Picture withImage(Image other, Optional<Image> otherAlpha) {
    return new Picture(other, otherAlpha, format, metadata);
  }

  /**
   * Returns the image with the colors of its wholly transparent pixels, which nobody sees, replaced
   * by those beside them; so what lies hidden there does not show at edges that are restored or
   * enlarged.
   */
  public Image imageWithoutHiddenColors() {
    return alpha.isEmpty() ? image : HiddenColors.replaced(image, alpha.get());
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
    return withImage(crop(image, area), alpha.map(opacity -> crop(opacity, area)));
  }

  private static Image crop(Image whole, Area area) {
    return whole.crop(area.left(), area.top(), area.width(), area.height());
  }

  /** Returns this picture turned as its EXIF says, which then says that it is upright. */
  public Picture upright() {
    Dihedral turn = turn();
    return turn == Dihedral.IDENTITY
        ? this
        : new Picture(turn.apply(image), alpha.map(turn::apply), format, metadata.upright(turn));
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
    return new Picture(image, alpha, other, metadata);
  }

  /** Returns this picture with other metadata. */
  public Picture withMetadata(Metadata other) {
    return new Picture(image, alpha, format, other);
  }
}
