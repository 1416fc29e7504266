package org.selfsame.nonlocal.classic;

/** How noise is removed from the coefficients of a group. */
sealed interface Shrinkage {
  /**
   * Shrinks coefficients, but that of the mean, the first one.
   *
   * @param pilot the coefficients of a better estimate, if that is needed; they are overwritten
   * @param rows how many rows of the group these are
   * @param length how many of each row
   * @param sigma standard deviation of the noise
   * @return the group's weight: about one over the variance of the noise that is left
   */
  float shrink(float[][] group, float[][] pilot, int rows, int length, float sigma);

  /** Whether a pilot is needed. */
  boolean needsPilot();

  /**
   * Small coefficients become 0 (Dabov et al. 2007, equations (6) and (10)).
   *
   * @param threshold how large a coefficient must be to stay, in units of sigma
   */
  record HardThreshold(double threshold) implements Shrinkage {
    @Override
    public float shrink(float[][] group, float[][] pilot, int rows, int length, float sigma) {
      float least = (float) (threshold * sigma);
      float mean = group[0][0];
      group[0][0] = 0;
      int kept = 1;
      for (int i = 0; i < rows; i++) {
        kept += shrink(group[i], length, least);
      }
      group[0][0] = mean;
      return 1f / kept;
    }

    private static int shrink(float[] row, int length, float least) {
      int kept = 0;
      for (int x = 0; x < length; x++) {
        if (Math.abs(row[x]) > least) {
          kept++;
        } else {
          row[x] = 0;
        }
      }
      return kept;
    }

    @Override
    public boolean needsPilot() {
      return false;
    }
  }

  /** Wiener's filter, told the spectrum by the pilot (Dabov et al. 2007, (8), (9) and (11)). */
  record Wiener() implements Shrinkage {
    @Override
    public float shrink(float[][] group, float[][] pilot, int rows, int length, float sigma) {
      float noise = Math.max(sigma * sigma, Float.MIN_NORMAL); // or else 0 / 0
      float mean = group[0][0];
      float energy = 0;
      for (int i = 0; i < rows; i++) {
        shrink(group[i], pilot[i], length, noise);
        if (i == 0) {
          pilot[0][0] = 1;
        }
        energy += sum(pilot[i], length);
      }
      group[0][0] = mean;
      return 1 / energy;
    }

    /** Leaves the squares of the gains in the pilot. */
    private static void shrink(float[] row, float[] pilot, int length, float noise) {
      for (int x = 0; x < length; x++) {
        float power = pilot[x] * pilot[x];
        float gain = power / (power + noise);
        row[x] *= gain;
        pilot[x] = gain * gain;
      }
    }

    /** In four parts, which a core adds at the same time. */
    private static float sum(float[] values, int length) {
      float sum0 = 0;
      float sum1 = 0;
      float sum2 = 0;
      float sum3 = 0;
      int x = 0;
      for (; x + 4 <= length; x += 4) {
        sum0 += values[x];
        sum1 += values[x + 1];
        sum2 += values[x + 2];
        sum3 += values[x + 3];
      }
      for (; x < length; x++) {
        sum0 += values[x];
      }
      return sum0 + sum1 + (sum2 + sum3);
    }

    @Override
    public boolean needsPilot() {
      return true;
    }
  }
}
