package org.selfsame.degradation;

import java.util.OptionalInt;
import org.selfsame.image.Image;
import org.selfsame.image.JpegRoundTrip;
import org.selfsame.image.WriteOptions.JpegChroma;

/**
 * JPEG compression like that of files from anywhere: any quality from 5 to 95, with color at half
 * or full resolution. One file in three is compressed twice, like a picture that was cropped and
 * saved again.
 *
 * @param seed the seed of all random choices, together with the image's name
 */
public record AnyJpeg(long seed) implements Degradation {
  /** The name of its level. */
  public static final String LEVEL = "any";

  private static final int LOWEST_QUALITY = 5;
  private static final int HIGHEST_QUALITY = 95;
  private static final double TWICE = 1 / 3.0;

  /** Side of the squares in a file that stores color at half the resolution. */
  private static final int GRID = 16;

  /**
   * How a file was made.
   *
   * @param quality the quality of its compression
   * @param chroma how color is stored
   * @param earlier the quality of an earlier compression, if there was one
   * @param left the number of columns cropped after that
   * @param top the number of rows cropped after that
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

  /** Files from anywhere have no levels: all count as one. */
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
