package org.selfsame.image;

/** Turns color into gray with the weights that published results are computed with. */
public final class Luminance {
  private Luminance() {}

  /**
   * Returns luma of ITU-R BT.601 in studio range, as MATLAB's {@code rgb2ycbcr}: {@code Y = (16 +
   * 65.481 R + 128.553 G + 24.966 B) / 255}, from 16/255 for black to 235/255 for white, not
   * rounded.
   *
   * @param rgb 3 channels
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public static Image studioLuma(Image rgb) {
    return weigh(rgb, 16 / 255.0, 65.481 / 255, 128.553 / 255, 24.966 / 255);
  }

  /**
   * Returns gray as MATLAB's {@code rgb2gray} and the gray test sets: {@code 0.299 R + 0.587 G +
   * 0.114 B}, from 0 to 1, not rounded; {@link SampleFormat#round} rounds as those sets are.
   *
   * @param rgb 3 channels
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public static Image gray(Image rgb) {
    return weigh(rgb, 0, 0.299, 0.587, 0.114);
  }

  private static Image weigh(Image rgb, double offset, double red, double green, double blue) {
    if (rgb.channels() != 3) {
      throw new IllegalArgumentException(
          "image of " + rgb.channels() + " channels: expected 3 (red, green and blue)");
    }
    float[] r = rgb.plane(0);
    float[] g = rgb.plane(1);
    float[] b = rgb.plane(2);
    float[] result = new float[r.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (offset + red * r[i] + green * g[i] + blue * b[i]);
    }
    return new Image(rgb.width(), rgb.height(), result);
  }
}
