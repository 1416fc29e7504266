package org.selfsame.nonlocal.classic;

/** The opponent color space: luminance, red against blue, and green against both. */
final class OpponentColor {
  private static final double[][] FROM_RGB = {
    {1.0 / 3, 1.0 / 3, 1.0 / 3}, {0.5, 0, -0.5}, {0.25, -0.5, 0.25}
  };
  private static final double[][] TO_RGB = {{1, 1, 2.0 / 3}, {1, 0, -4.0 / 3}, {1, -1, 2.0 / 3}};

  private OpponentColor() {}

  static float[][] fromRgb(float[][] planes) {
    return multiply(FROM_RGB, planes);
  }

  static float[][] toRgb(float[][] planes) {
    return multiply(TO_RGB, planes);
  }

  /** Returns the noise of each plane for noise of the same deviation in red, green and blue. */
  static float[] sigmas(double sigma) {
    float[] sigmas = new float[3];
    for (int c = 0; c < 3; c++) {
      double[] row = FROM_RGB[c];
      sigmas[c] = (float) (sigma * Math.sqrt(row[0] * row[0] + row[1] * row[1] + row[2] * row[2]));
    }
    return sigmas;
  }

  private static float[][] multiply(double[][] matrix, float[][] planes) {
    float[][] result = new float[3][planes[0].length];
    for (int c = 0; c < 3; c++) {
      float f0 = (float) matrix[c][0];
      float f1 = (float) matrix[c][1];
      float f2 = (float) matrix[c][2];
      for (int x = 0; x < result[c].length; x++) {
        result[c][x] = f0 * planes[0][x] + f1 * planes[1][x] + f2 * planes[2][x];
      }
    }
    return result;
  }
}
