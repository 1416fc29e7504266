package org.selfsame.image;

/**
 * Turns red, green and blue into brightness and two color differences, and back, by the orthonormal
 * opponent transform (the one of BM3D's color variant, Dabov et al. 2007, scaled to unit rows):
 *
 * <pre>
 * L  = (R +  G + B) / sqrt 3     0 to 1.733
 * C1 = (R      - B) / sqrt 2    -0.708 to 0.708
 * C2 = (R - 2G + B) / sqrt 6    -0.817 to 0.817
 * </pre>
 *
 * <p>As the rows are orthonormal, independent noise of one standard deviation in R, G and B is
 * independent noise of the same deviation in L, C1 and C2. What wants brightness in [0, 1] divides
 * L by sqrt 3, and with it the noise.
 */
public final class LumaChroma {
  private static final double SQRT_2 = Math.sqrt(2);
  private static final double SQRT_3 = Math.sqrt(3);
  private static final double SQRT_6 = Math.sqrt(6);

  /** Rows L, C1, C2 over columns R, G, B; the inverse is the transpose. */
  private static final double[][] ROWS = {
    {1 / SQRT_3, 1 / SQRT_3, 1 / SQRT_3},
    {1 / SQRT_2, 0, -1 / SQRT_2},
    {1 / SQRT_6, -2 / SQRT_6, 1 / SQRT_6}
  };

  private LumaChroma() {}

  /**
   * Returns L, C1 and C2.
   *
   * @param rgb 3 channels
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public static Image fromRgb(Image rgb) {
    return new Image(rgb.width(), rgb.height(), fromRgb(rgb, 0), fromRgb(rgb, 1), fromRgb(rgb, 2));
  }

  /**
   * Returns the samples of one of L, C1 and C2.
   *
   * @param rgb 3 channels
   * @param channel 0 to 2
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public static float[] fromRgb(Image rgb, int channel) {
    requireThreeChannels(rgb);
    double[] row = ROWS[channel];
    float[] red = rgb.plane(0);
    float[] green = rgb.plane(1);
    float[] blue = rgb.plane(2);
    float[] samples = new float[red.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (row[0] * red[i] + row[1] * green[i] + row[2] * blue[i]);
    }
    return samples;
  }

  /**
   * Returns red, green and blue, not clipped; equal to those before {@link #fromRgb} but for
   * rounding to float.
   *
   * @param lumaChroma 3 channels
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public static Image toRgb(Image lumaChroma) {
    Image rgb = lumaChroma.copy();
    toRgbInPlace(rgb);
    return rgb;
  }

  /**
   * Overwrites L, C1 and C2 with red, green and blue, as {@link #toRgb}.
   *
   * @param lumaChroma 3 channels
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public static void toRgbInPlace(Image lumaChroma) {
    requireThreeChannels(lumaChroma);
    float[][] planes = {lumaChroma.plane(0), lumaChroma.plane(1), lumaChroma.plane(2)};
    for (int i = 0; i < planes[0].length; i++) {
      double l = planes[0][i];
      double c1 = planes[1][i];
      double c2 = planes[2][i];
      for (int channel = 0; channel < planes.length; channel++) {
        // The transpose.
        planes[channel][i] =
            (float) (ROWS[0][channel] * l + ROWS[1][channel] * c1 + ROWS[2][channel] * c2);
      }
    }
  }

  private static void requireThreeChannels(Image image) {
    if (image.channels() != 3) {
      throw new IllegalArgumentException("image of " + image.channels() + " channels: expected 3");
    }
  }
}
