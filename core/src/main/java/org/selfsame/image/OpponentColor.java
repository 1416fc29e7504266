package org.selfsame.image;

/**
 * Turns red, green and blue into brightness and two color differences, red against blue and green
 * against both, and back. Each transform is its two matrices and the arithmetic they are applied
 * in.
 */
@SuppressWarnings("ImmutableEnumChecker") // the matrices are never written to
public enum OpponentColor {
  /**
   * Rows of length 1, in double: independent noise of one deviation in R, G and B is independent
   * noise of the same deviation in the opponents.
   *
   * <pre>
   * (R +  G + B) / sqrt 3     0 to 1.733
   * (R      - B) / sqrt 2    -0.708 to 0.708
   * (R - 2G + B) / sqrt 6    -0.817 to 0.817
   * </pre>
   */
  ORTHONORMAL(
      new double[][] {
        {1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)},
        {1 / Math.sqrt(2), 0, -1 / Math.sqrt(2)},
        {1 / Math.sqrt(6), -2 / Math.sqrt(6), 1 / Math.sqrt(6)}
      },
      new double[][] {
        {1 / Math.sqrt(3), 1 / Math.sqrt(2), 1 / Math.sqrt(6)},
        {1 / Math.sqrt(3), 0, -2 / Math.sqrt(6)},
        {1 / Math.sqrt(3), -1 / Math.sqrt(2), 1 / Math.sqrt(6)}
      }) {
    @Override
    float sum(double[] row, float a, float b, float c) {
      return (float) (row[0] * a + row[1] * b + row[2] * c);
    }
  },
  /**
   * The mean and two differences, each as wide as a channel's range, in float (BM3D's color
   * variant, Dabov et al. 2007):
   *
   * <pre>
   * (R +  G + B) / 3     0 to 1
   * (R      - B) / 2    -0.5 to 0.5
   * (R - 2G + B) / 4    -0.5 to 0.5
   * </pre>
   */
  MEAN(
      new double[][] {{1.0 / 3, 1.0 / 3, 1.0 / 3}, {0.5, 0, -0.5}, {0.25, -0.5, 0.25}},
      new double[][] {{1, 1, 2.0 / 3}, {1, 0, -4.0 / 3}, {1, -1, 2.0 / 3}}) {
    @Override
    float sum(double[] row, float a, float b, float c) {
      return (float) row[0] * a + (float) row[1] * b + (float) row[2] * c;
    }
  };

  private final double[][] fromRgb;
  private final double[][] toRgb;

  OpponentColor(double[][] fromRgb, double[][] toRgb) {
    this.fromRgb = fromRgb;
    this.toRgb = toRgb;
  }

  /** Returns the product of a matrix's row and a column. */
  abstract float sum(double[] row, float a, float b, float c);

  /**
   * Returns the three opponents.
   *
   * @param rgb 3 channels
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public Image fromRgb(Image rgb) {
    return new Image(rgb.width(), rgb.height(), fromRgb(rgb, 0), fromRgb(rgb, 1), fromRgb(rgb, 2));
  }

  /**
   * Returns the samples of one opponent.
   *
   * @param rgb 3 channels
   * @param channel 0 to 2
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public float[] fromRgb(Image rgb, int channel) {
    requireThreeChannels(rgb);
    float[] red = rgb.plane(0);
    float[] green = rgb.plane(1);
    float[] blue = rgb.plane(2);
    float[] samples = new float[red.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = sum(fromRgb[channel], red[i], green[i], blue[i]);
    }
    return samples;
  }

  /**
   * Overwrites the opponents with red, green and blue, not clipped; equal to those before {@link
   * #fromRgb} except for rounding to float.
   *
   * @param opponents 3 channels
   * @throws IllegalArgumentException if there are not 3 channels
   */
  public void toRgbInPlace(Image opponents) {
    requireThreeChannels(opponents);
    float[] first = opponents.plane(0);
    float[] second = opponents.plane(1);
    float[] third = opponents.plane(2);
    for (int i = 0; i < first.length; i++) {
      float a = first[i];
      float b = second[i];
      float c = third[i];
      first[i] = sum(toRgb[0], a, b, c);
      second[i] = sum(toRgb[1], a, b, c);
      third[i] = sum(toRgb[2], a, b, c);
    }
  }

  /**
   * Returns the deviation of the noise in an opponent.
   *
   * @param sigma the deviation of independent noise in red, green and blue
   * @param channel 0 to 2
   */
  public double sigma(double sigma, int channel) {
    double[] row = fromRgb[channel];
    return sigma * Math.sqrt(row[0] * row[0] + row[1] * row[1] + row[2] * row[2]);
  }

  private static void requireThreeChannels(Image image) {
    if (image.channels() != 3) {
      throw new IllegalArgumentException("image of " + image.channels() + " channels: expected 3");
    }
  }
}
