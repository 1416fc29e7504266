package org.selfsame.image;

/**
 * A rectangle of pixels.
 *
 * @param left the first column, from 0
 * @param top the first row, from 0
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record Area(int left, int top, int width, int height) {
  /**
   * Checks that there is a pixel in it.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Area {
    if (left < 0 || top < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "area of %dx%d at (%d, %d): expected at least 1x1, and no negative column or row"
              .formatted(width, height, left, top));
    }
  }

  /** Returns where the pixels of this area of a turned image lie in the image before. */
  Area before(Dihedral turn, int imageWidth, int imageHeight) {
    Area swapped =
        turn.transposes()
            ? new Area(/* left= */ top, /* top= */ left, /* width= */ height, /* height= */ width)
            : this;
    return new Area(
        turn.reversesX() ? imageWidth - swapped.left - swapped.width : swapped.left,
        turn.reversesY() ? imageHeight - swapped.top - swapped.height : swapped.top,
        swapped.width,
        swapped.height);
  }
}
