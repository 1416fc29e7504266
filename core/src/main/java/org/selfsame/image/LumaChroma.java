package org.selfsame.image;

/**
 * Turns red, green and blue into brightness and two colour differences, and back, by the
 * orthonormal opponent transform (the one of BM3D's colour variant, Dabov et al. 2007, scaled to
 * unit rows):
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
    return multiply(rgb, ROWS);
  }

  /**
   * Returns red, green and blue, not clipped; equal to those before {@link #fromRgb} but for
   * rounding to float.
   *
   * @param lumaChroma 3 channels
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public static Image toRgb(Image lumaChroma) {
    double[][] transpose = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        transpose[i][j] = ROWS[j][i];
      }
    }
    return multiply(lumaChroma, transpose);
  }

  private static Image multiply(Image image, double[][] matrix) {
    if (image.channels() != 3) {
      throw new IllegalArgumentException("image of " + image.channels() + " channels: expected 3");
    }
    float[] a = image.plane(0);
    float[] b = image.plane(1);
    float[] c = image.plane(2);
    Image result = Image.black(image.width(), image.height(), 3);
    for (int channel = 0; channel < 3; channel++) {
      double[] row = matrix[channel];
      float[] plane = result.plane(channel);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) (row[0] * a[i] + row[1] * b[i] + row[2] * c[i]);
      }
    }
    return result;
  }
}
