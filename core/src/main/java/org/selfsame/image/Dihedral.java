package org.selfsame.image;

/**
 * The 8 symmetries of a square: quarter turns and their mirror images. Averaging restorations over
 * them is the self-ensemble of Timofte et al. (2016). A turn by 90 or 270 degrees, or a flip about
 * a diagonal, swaps width and height.
 */
public enum Dihedral {
  /** Leaves the image as it is. */
  IDENTITY(false, false, false),
  /** Turns it clockwise by a quarter. */
  ROTATE_90(true, false, true),
  /** Turns it by a half. */
  ROTATE_180(false, true, true),
  /** Turns it clockwise by three quarters. */
  ROTATE_270(true, true, false),
  /** Swaps left and right. */
  FLIP_HORIZONTAL(false, true, false),
  /** Swaps top and bottom. */
  FLIP_VERTICAL(false, false, true),
  /** Swaps rows and columns: flips about the diagonal from the upper left corner. */
  TRANSPOSE(true, false, false),
  /** Flips about the diagonal from the upper right corner. */
  ANTITRANSPOSE(true, true, true);

  private final boolean transposes;
  private final boolean reversesX;
  private final boolean reversesY;

  /** The result at (x, y) is the source at (x, y), first swapped, then reversed. */
  Dihedral(boolean transposes, boolean reversesX, boolean reversesY) {
    this.transposes = transposes;
    this.reversesX = reversesX;
    this.reversesY = reversesY;
  }

  /** Returns whether width and height are swapped. */
  public boolean transposes() {
    return transposes;
  }

  boolean reversesX() {
    return reversesX;
  }

  boolean reversesY() {
    return reversesY;
  }

  /** Returns the transform that undoes this one. */
  public Dihedral inverse() {
    return switch (this) {
      case ROTATE_90 -> ROTATE_270;
      case ROTATE_270 -> ROTATE_90;
      default -> this;
    };
  }

  /** Returns the transformed image, a copy. */
  public Image apply(Image image) {
    int width = transposes ? image.height() : image.width();
    int height = transposes ? image.width() : image.height();
    Image result = Image.black(width, height, image.channels());
    // The source index is affine in x and y.
    int origin =
        (reversesY ? (image.height() - 1) * image.width() : 0)
            + (reversesX ? image.width() - 1 : 0);
    int alongRow = reversesX ? -1 : 1;
    int alongColumn = reversesY ? -image.width() : image.width();
    int stepX = transposes ? alongColumn : alongRow;
    int stepY = transposes ? alongRow : alongColumn;
    for (int c = 0; c < image.channels(); c++) {
      float[] from = image.plane(c);
      float[] to = result.plane(c);
      for (int y = 0; y < height; y++) {
        int source = origin + y * stepY;
        for (int x = 0; x < width; x++) {
          to[y * width + x] = from[source];
          source += stepX;
        }
      }
    }
    return result;
  }
}
