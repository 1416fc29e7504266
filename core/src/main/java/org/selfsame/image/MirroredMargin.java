package org.selfsame.image;

import java.util.stream.IntStream;

/** A margin around an image that mirrors it about its first and last rows and columns. */
public final class MirroredMargin {
  private MirroredMargin() {}

  /** Returns an image with a margin on all sides. */
  public static Image around(Image image, int margin) {
    int[] columns = mirrored(image.width(), margin);
    int[] rows = mirrored(image.height(), margin);
    Image padded = Image.black(columns.length, rows.length, image.channels());
    for (int c = 0; c < image.channels(); c++) {
      float[] from = image.plane(c);
      float[] to = padded.plane(c);
      for (int y = 0; y < rows.length; y++) {
        for (int x = 0; x < columns.length; x++) {
          to[y * columns.length + x] = from[rows[y] * image.width() + columns[x]];
        }
      }
    }
    return padded;
  }

  private static int[] mirrored(int length, int margin) {
    return IntStream.range(-margin, length + margin).map(i -> inside(i, length)).toArray();
  }

  /** Returns the pixel of an axis that is seen at a position, even far beyond its ends. */
  public static int inside(int place, int length) {
    int period = Math.max(1, 2 * (length - 1));
    int within = Math.floorMod(place, period);
    return Math.min(within, period - within);
  }
}
