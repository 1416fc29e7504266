package org.selfsame.degradation;

import org.selfsame.image.Image;

/**
 * The coarse grain that a camera's own noise reduction leaves: noise smoothed by a Gaussian, its
 * color more than its luma, since color noise is disliked more.
 *
 * @param luma the Gaussian's standard deviation for the mean of the colors, in pixels: 0 to 1
 * @param color that for the differences of colors from their mean: up to 1.5 more
 * @param gain how many times as strong the noise was before: 1 to 2
 */
record NoiseGrain(double luma, double color, double gain) {
  private static final double MOST_LUMA = 1;
  private static final double MOST_MORE_COLOR = 1.5;

  static NoiseGrain draw(GaussianSequence random) {
    double luma = random.uniform(0, MOST_LUMA);
    return new NoiseGrain(luma, luma + random.uniform(0, MOST_MORE_COLOR), random.uniform(1, 2));
  }

  /** Returns a noisy RGB image whose noise has this grain. */
  Image of(Image noisy, Image reference) {
    int pixels = noisy.width() * noisy.height();
    float[] mean = new float[pixels];
    float[][] noise = new float[3][pixels];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < pixels; i++) {
        noise[c][i] = (float) gain * (noisy.plane(c)[i] - reference.plane(c)[i]);
        mean[i] += noise[c][i] / 3;
      }
    }
    float[] smoothMean = smooth(mean, noisy.width(), noisy.height(), luma);
    float[][] planes = new float[3][];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < pixels; i++) {
        noise[c][i] -= mean[i];
      }
      planes[c] = smooth(noise[c], noisy.width(), noisy.height(), color);
      for (int i = 0; i < pixels; i++) {
        float value = reference.plane(c)[i] + smoothMean[i] + planes[c][i];
        planes[c][i] = Math.min(1, Math.max(0, value));
      }
    }
    return new Image(noisy.width(), noisy.height(), planes);
  }

  private static float[] smooth(float[] plane, int width, int height, double deviation) {
    double[] kernel = kernel(deviation);
    float[] rows = along(plane, width, height, 1, width, kernel);
    return along(rows, height, width, width, 1, kernel);
  }

  /** Returns the weights of the middle and of each distance from it. */
  private static double[] kernel(double deviation) {
    double[] kernel = new double[(int) Math.ceil(3 * deviation) + 1];
    double sum = 0;
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] = k == 0 ? 1 : StrictMath.exp(-0.5 * k * k / (deviation * deviation));
      sum += k == 0 ? 1 : 2 * kernel[k];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    return kernel;
  }

  /** Smooths along one axis; beyond an edge lies its last sample. */
  private static float[] along(
      float[] plane, int length, int lines, int step, int lineStep, double[] kernel) {
    float[] smooth = new float[plane.length];
    for (int line = 0; line < lines; line++) {
      int first = line * lineStep;
      for (int x = 0; x < length; x++) {
        double sum = kernel[0] * plane[first + x * step];
        for (int k = 1; k < kernel.length; k++) {
          sum +=
              kernel[k]
                  * (plane[first + Math.max(0, x - k) * step]
                      + plane[first + Math.min(length - 1, x + k) * step]);
        }
        smooth[first + x * step] = (float) sum;
      }
    }
    return smooth;
  }
}
