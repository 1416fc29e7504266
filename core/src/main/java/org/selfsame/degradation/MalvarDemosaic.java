package org.selfsame.degradation;

/**
 * Demosaicing as simple cameras do it: bilinear interpolation corrected by the Laplacian of the
 * color that is there (Malvar, He and Cutler, "High-quality linear interpolation for demosaicing of
 * Bayer-patterned color images", ICASSP 2004, Figure 2). The image is mirrored at its border.
 */
final class MalvarDemosaic {
  private static final BayerMosaic.Pattern PATTERN = BayerMosaic.Pattern.RGGB;
  private static final int RADIUS = 2;
  private static final int SIDE = 2 * RADIUS + 1;

  private static final float[] GREEN = {
    0, 0, -1, 0, 0, //
    0, 0, 2, 0, 0, //
    -1, 2, 4, 2, -1, //
    0, 0, 2, 0, 0, //
    0, 0, -1, 0, 0
  };

  /** Red or blue at a green pixel, whose neighbors in the row have it. */
  private static final float[] IN_ROW = {
    0, 0, 0.5f, 0, 0, //
    0, -1, 0, -1, 0, //
    -1, 4, 5, 4, -1, //
    0, -1, 0, -1, 0, //
    0, 0, 0.5f, 0, 0
  };

  private static final float[] IN_COLUMN = transposed(IN_ROW);

  /** Red at blue, and blue at red. */
  private static final float[] DIAGONAL = {
    0, 0, -1.5f, 0, 0, //
    0, 2, 0, 2, 0, //
    -1.5f, 0, 6, 0, -1.5f, //
    0, 2, 0, 2, 0, //
    0, 0, -1.5f, 0, 0
  };

  private MalvarDemosaic() {}

  /** Returns red, green and blue of a mosaic whose first two rows begin with RG and GB. */
  static float[][] of(float[] mosaic, int width, int height) {
    float[][] planes = new float[3][width * height];
    float[] around = new float[SIDE * SIDE];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int i = 0; i < around.length; i++) {
          int row = mirrored(y + i / SIDE - RADIUS, height);
          around[i] = mosaic[row * width + mirrored(x + i % SIDE - RADIUS, width)];
        }
        int mine = PATTERN.channel(y, x);
        for (int c = 0; c < 3; c++) {
          int i = y * width + x;
          planes[c][i] = c == mine ? mosaic[i] : dot(filter(c, mine, y, x), around) / 8;
        }
      }
    }
    return planes;
  }

  private static float[] filter(int channel, int mine, int y, int x) {
    if (channel == 1) {
      return GREEN;
    }
    if (mine != 1) {
      return DIAGONAL;
    }
    return PATTERN.channel(y, x + 1) == channel ? IN_ROW : IN_COLUMN;
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The edge is not repeated, so that a mirrored pixel has the color of the one it stands for. */
  private static int mirrored(int i, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int folded = Math.floorMod(i, period);
    return Math.min(folded, period - folded);
  }

  private static float[] transposed(float[] filter) {
    float[] transposed = new float[filter.length];
    for (int i = 0; i < filter.length; i++) {
      transposed[i % SIDE * SIDE + i / SIDE] = filter[i];
    }
    return transposed;
  }
}
