package org.selfsame.degradation;

import java.util.OptionalInt;
import org.selfsame.image.Image;
import org.selfsame.image.JpegRoundTrip;
import org.selfsame.image.WriteOptions.JpegChroma;

/**
 * JPEG compression as files from anywhere have it: of any quality from 5 to 95, with color of half
 * the size or of full size, and for one file in three twice, as of a picture that was cropped and
 * saved again.
 *
 * @param seed chooses, with the name of the image, all that is drawn
 */
public record AnyJpeg(long seed) implements Degradation {
  /** What its level is called. */
  public static final String LEVEL = "any";

  private static final int LOWEST_QUALITY = 5;
  private static final int HIGHEST_QUALITY = 95;
  private static final double TWICE = 1 / 3.0;

  /** Side of the squares of a file whose color has half the size. */
  private static final int GRID = 16;

  /**
   * How a file was made.
   *
   * @param quality of its compression
   * @param chroma of a color image
   * @param earlier quality of an earlier compression, if there was one
   * @param left columns that were cropped after that one
   * @param top rows that were cropped after it
   */
  private record History(int quality, JpegChroma chroma, OptionalInt earlier, int left, int top) {
    static History draw(GaussianSequence random) {
      int quality = quality(random);
      JpegChroma chroma = random.uniform(0, 1) < 0.5 ? JpegChroma.HALF_SIZE : JpegChroma.FULL_SIZE;
      boolean twice = random.uniform(0, 1) < TWICE;
      int earlier = quality(random);
      return new History(
          quality,
          chroma,
          twice ? OptionalInt.of(earlier) : OptionalInt.empty(),
          (int) random.uniform(0, GRID),
          (int) random.uniform(0, GRID));
    }

    private static int quality(GaussianSequence random) {
      return (int) random.uniform(LOWEST_QUALITY, HIGHEST_QUALITY + 1);
    }
  }

  /**
   * @throws IllegalArgumentException if the image has neither 1 nor 3 channels, or more pixels on a
   *     side than a JPEG can have
   */
  @Override
  public Image degrade(Image clean, String imageName) {
    History history = history(imageName);
    Image before = clean;
    if (history.earlier.isPresent()) {
      before =
          JpegRoundTrip.of(
                  extended(clean, history.left, history.top),
                  history.earlier.getAsInt(),
                  history.chroma)
              .crop(history.left, history.top, clean.width(), clean.height());
    }
    return JpegRoundTrip.of(before, history.quality, history.chroma);
  }

  /** Repeats the first column and row. */
  private static Image extended(Image image, int left, int top) {
    Image extended = Image.black(image.width() + left, image.height() + top, image.channels());
    for (int c = 0; c < image.channels(); c++) {
      float[] plane = extended.plane(c);
      for (int y = 0; y < extended.height(); y++) {
        for (int x = 0; x < extended.width(); x++) {
          plane[y * extended.width() + x] =
              image.get(c, Math.max(0, y - top), Math.max(0, x - left));
        }
      }
    }
    return extended;
  }

  private History history(String imageName) {
    return History.draw(new GaussianSequence(seed, imageName));
  }

  /** Files from anywhere have no level: all are one. */
  @Override
  public String level() {
    return LEVEL;
  }

  @Override
  public String description() {
    return "JPEG of quality %d to %d, color of half or full size, one in three compressed twice, seed %d"
        .formatted(LOWEST_QUALITY, HIGHEST_QUALITY, seed);
  }
}
