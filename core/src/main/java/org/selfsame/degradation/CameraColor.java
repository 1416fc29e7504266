package org.selfsame.degradation;

/**
 * The colors of a camera's sensor: a mean of four cameras' matrices, with random weights (Brooks et
 * al., CVPR 2019, Section 3.3). White stays white.
 */
public final class CameraColor {
  private static final double[][] SRGB_TO_XYZ = {
    {0.4124564, 0.3575761, 0.1804375},
    {0.2126729, 0.7151522, 0.0721750},
    {0.0193339, 0.1191920, 0.9503041}
  };

  /** XYZ to the colors of the four cameras. */
  private static final double[][][] XYZ_TO_CAMERA = {
    {{1.0234, -0.2969, -0.2266}, {-0.5625, 1.6328, -0.0469}, {-0.0703, 0.2188, 0.6406}},
    {{0.4913, -0.0541, -0.0202}, {-0.6130, 1.3513, 0.2906}, {-0.1564, 0.2151, 0.7183}},
    {{0.8380, -0.2630, -0.0639}, {-0.2887, 1.0725, 0.2496}, {-0.0627, 0.1427, 0.5438}},
    {{0.6596, -0.2079, -0.0562}, {-0.4782, 1.3016, 0.1933}, {-0.0970, 0.1581, 0.5181}}
  };

  private final double[][] toCamera;
  private final double[][] toSrgb;

  private CameraColor(double[][] toCamera) {
    this.toCamera = toCamera;
    this.toSrgb = inverse(toCamera);
  }

  static CameraColor draw(GaussianSequence random) {
    double[] weights = new double[XYZ_TO_CAMERA.length];
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = random.uniform(0, 1);
      sum += weights[k];
    }
    double[][] xyzToCamera = new double[3][3];
    for (int k = 0; k < weights.length; k++) {
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          xyzToCamera[i][j] += weights[k] / sum * XYZ_TO_CAMERA[k][i][j];
        }
      }
    }
    double[][] matrix = product(xyzToCamera, SRGB_TO_XYZ);
    for (double[] row : matrix) {
      double total = row[0] + row[1] + row[2];
      for (int j = 0; j < 3; j++) {
        row[j] /= total;
      }
    }
    return new CameraColor(matrix);
  }

  /** Replaces linear red, green and blue of sRGB by the camera's. */
  void toCamera(double[] pixel) {
    apply(toCamera, pixel);
  }

  /** Replaces the camera's colors by linear red, green and blue of sRGB. */
  void toSrgb(double[] pixel) {
    apply(toSrgb, pixel);
  }

  private static void apply(double[][] m, double[] p) {
    double r = p[0];
    double g = p[1];
    double b = p[2];
    for (int i = 0; i < 3; i++) {
      p[i] = m[i][0] * r + m[i][1] * g + m[i][2] * b;
    }
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }

  /** By cofactors; indices go round, which has their signs in it. */
  private static double[][] inverse(double[][] m) {
    double[][] inverse = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        inverse[j][i] =
            m[(i + 1) % 3][(j + 1) % 3] * m[(i + 2) % 3][(j + 2) % 3]
                - m[(i + 1) % 3][(j + 2) % 3] * m[(i + 2) % 3][(j + 1) % 3];
      }
    }
    double determinant = 0;
    for (int j = 0; j < 3; j++) {
      determinant += m[0][j] * inverse[j][0];
    }
    for (double[] row : inverse) {
      for (int j = 0; j < 3; j++) {
        row[j] /= determinant;
      }
    }
    return inverse;
  }
}
