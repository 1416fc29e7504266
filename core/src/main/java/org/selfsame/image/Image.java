package org.selfsame.image;

import java.util.Arrays;

/**
 * A picture as planes of float samples, one plane per channel, rows from top to bottom.
 *
 * <pre>{@code
 * Image gray = new Image(width, height, new float[width * height]);
 * float value = gray.plane(0)[y * width + x];
 * }</pre>
 *
 * <p>Channels are gray, or red, green and blue. Black is 0 and white is 1; values outside [0, 1]
 * are allowed (noise is not clipped) and are clipped only when a file is written. Transparency is
 * not a channel: see {@link Picture}.
 */
public final class Image {
  private final int width;
  private final int height;
  private final float[][] planes;

  /**
   * Makes an image of the given planes, which are kept and not copied.
   *
   * @param width pixels in a row, at least 1
   * @param height rows, at least 1
   * @param planes one array of {@code width * height} samples per channel, row by row
   * @throws IllegalArgumentException if a size is below 1, there is no plane, or a plane has
   *     another length
   */
  public Image(int width, int height, float[]... planes) {
    requireSize(width, height);
    if (planes.length == 0) {
      throw new IllegalArgumentException("image without channels: expected at least one plane");
    }
    for (float[] plane : planes) {
      if (plane.length != width * height) {
        throw new IllegalArgumentException(
            "plane of %d samples: expected %d x %d = %d"
                .formatted(plane.length, width, height, width * height));
      }
    }
    this.width = width;
    this.height = height;
    this.planes = planes.clone();
  }

  /**
   * Returns a black image.
   *
   * @throws IllegalArgumentException if a size is below 1, or there would be too many pixels, or no
   *     channel
   */
  public static Image black(int width, int height, int channels) {
    requireSize(width, height); // before an array of an overflown length
    return new Image(width, height, new float[channels][width * height]);
  }

  private static void requireSize(int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "image of " + width + "x" + height + " pixels: expected 1 to 2^31 - 9 pixels");
    }
  }

  /** Tells whether red, green and blue are equal: a gray image that is stored as color. */
  public boolean isNeutral() {
    return planes.length == 3
        && Arrays.equals(planes[0], planes[1])
        && Arrays.equals(planes[0], planes[2]);
  }

  /**
   * Returns an image of this one's size, gray or of three channels that are all this gray.
   *
   * @throws IllegalArgumentException if this image is not gray
   */
  public Image withChannels(int channels) {
    if (planes.length != 1) {
      throw new IllegalArgumentException(
          "image of %d channels: expected 1 (gray)".formatted(planes.length));
    }
    float[][] equal = new float[channels][];
    Arrays.setAll(equal, c -> c == 0 ? planes[0] : planes[0].clone());
    return new Image(width, height, equal);
  }

  /** Returns the number of pixels in a row. */
  public int width() {
    return width;
  }

  /** Returns the number of rows. */
  public int height() {
    return height;
  }

  /** Returns the number of planes. */
  public int channels() {
    return planes.length;
  }

  /** Returns the samples of a channel, row by row: the array itself, not a copy. */
  public float[] plane(int channel) {
    return planes[channel];
  }

  /** Returns one sample. */
  public float get(int channel, int y, int x) {
    return planes[channel][y * width + x];
  }

  /** Returns a deep copy. */
  public Image copy() {
    return new Image(
        width, height, Arrays.stream(planes).map(float[]::clone).toArray(float[][]::new));
  }

  /**
   * Returns a copy of a rectangle.
   *
   * @throws IllegalArgumentException if the rectangle is not inside the image
   */
  public Image crop(int left, int top, int cropWidth, int cropHeight) {
    if (left < 0 || top < 0 || left + cropWidth > width || top + cropHeight > height) {
      throw new IllegalArgumentException(
          "crop of %dx%d at (%d, %d): expected a rectangle inside the image of %dx%d"
              .formatted(cropWidth, cropHeight, left, top, width, height));
    }
    Image result = black(cropWidth, cropHeight, planes.length);
    for (int c = 0; c < planes.length; c++) {
      for (int y = 0; y < cropHeight; y++) {
        System.arraycopy(
            planes[c], (top + y) * width + left, result.planes[c], y * cropWidth, cropWidth);
      }
    }
    return result;
  }

  /** Returns whether no sample is NaN or infinite. */
  public boolean isFinite() {
    for (float[] plane : planes) {
      for (float sample : plane) {
        if (!Float.isFinite(sample)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Returns this image if all samples are finite. One NaN would spread to every pixel that a
   * restoration computes from it.
   *
   * @throws IllegalArgumentException if a sample is NaN or infinite; the message says where
   */
  public Image requireFinite() {
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        if (!Float.isFinite(plane[i])) {
          throw new IllegalArgumentException(
              "the image holds samples that are not numbers (NaN or infinite): %s at x %d, y %d. Replace them first"
                  .formatted(plane[i], i % width, i / width));
        }
      }
    }
    return this;
  }

  /**
   * Returns this, if it is gray or in color.
   *
   * @throws IllegalArgumentException if it has neither 1 nor 3 channels
   */
  public Image requireGrayOrColor() {
    if (channels() != 1 && channels() != 3) {
      throw new IllegalArgumentException(
          "image of %d channels: expected 1 (gray) or 3 (RGB)".formatted(channels()));
    }
    return this;
  }

  @Override
  public String toString() {
    return "Image[" + width + "x" + height + ", " + planes.length + " channels]";
  }
}
