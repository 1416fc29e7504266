package org.selfsame.nonlocal.classic;

import java.util.stream.IntStream;
import org.selfsame.image.Image;
import org.selfsame.image.MirroredMargin;
import org.selfsame.image.OpponentColor;
import org.selfsame.image.Restoration;
import org.selfsame.image.Sigma;

/**
 * Block matching and 3-D filtering, BM3D (Dabov, Foi, Katkovnik and Egiazarian 2007): like patches
 * are stacked, and a 3-D transform tells what they have in common from noise. A first stage sets
 * small coefficients to 0; in its result a second one looks for like patches again, and finds the
 * spectrum for its Wiener filter.
 *
 * <p>The numbers are those of the authors' program: the normal profile, and above a sigma of 40 the
 * one for much noise. Unlike there, each patch at a step is a reference, a group's mean is never
 * shrunk, so that an image without contrast stays as it is, and the threshold is 2.7 sigma for much
 * noise too: 2.8 loses 0.05 dB on photographs.
 *
 * <p>Red, green and blue are filtered in an opponent color space, with the groups that luminance
 * makes (CBM3D; Dabov et al. 2007, "Color image denoising via sparse 3D collaborative filtering
 * with grouping constraint in luminance-chrominance space"). Any other number of planes is filtered
 * plane by plane.
 */
public final class Bm3d implements Restoration {
  private final double sigma;
  private final CollaborativeFilter first;
  private final CollaborativeFilter second;

  private Bm3d(double sigma, CollaborativeFilter first, CollaborativeFilter second) {
    this.sigma = sigma;
    this.first = first;
    this.second = second;
  }

  /**
   * Returns it for a noise level.
   *
   * @param sigma standard deviation of the noise, of samples 0 to 255; 0 leaves an image as it is
   * @throws IllegalArgumentException unless {@code 0 <= sigma <= 255}
   */
  public static Bm3d forNoise(double sigma) {
    Sigma.require(sigma);
    if (sigma <= 40) {
      return new Bm3d(
          sigma,
          new CollaborativeFilter(
              grouping(8, 3, 16, 3000), Basis.WAVELET, new Shrinkage.HardThreshold(2.7)),
          new CollaborativeFilter(grouping(8, 3, 32, 400), Basis.COSINE, new Shrinkage.Wiener()));
    }
    return new Bm3d(
        sigma,
        new CollaborativeFilter(
            grouping(8, 4, 32, 25000), Basis.WAVELET, new Shrinkage.HardThreshold(2.7)),
        new CollaborativeFilter(grouping(11, 6, 32, 3500), Basis.COSINE, new Shrinkage.Wiener()));
  }

  /** The threshold is of samples 0 to 255. */
  private static Grouping grouping(int patch, int step, int most, double threshold) {
    return new Grouping(patch, step, most, threshold / (255 * 255));
  }

  @Override
  public Image restore(Image degraded) {
    if (sigma == 0) {
      return degraded.copy();
    }
    int width = degraded.width();
    int height = degraded.height();
    int patch = Math.max(first.grouping().patch(), second.grouping().patch());
    if (width < patch || height < patch) {
      int margin = (patch - Math.min(width, height) + 1) / 2;
      return restore(MirroredMargin.around(degraded, margin)).crop(margin, margin, width, height);
    }
    float noise = (float) (sigma / 255);
    if (degraded.channels() == 3) {
      float[][] opponents = new float[3][];
      float[] sigmas = new float[3];
      for (int c = 0; c < 3; c++) {
        opponents[c] = OpponentColor.MEAN.fromRgb(degraded, c);
        sigmas[c] = (float) OpponentColor.MEAN.sigma(noise, c);
      }
      Image restored = new Image(width, height, filter(opponents, width, height, sigmas));
      OpponentColor.MEAN.toRgbInPlace(restored);
      return restored;
    }
    float[][] restored =
        IntStream.range(0, degraded.channels())
            .mapToObj(degraded::plane)
            .map(p -> filter(new float[][] {p}, width, height, new float[] {noise})[0])
            .toArray(float[][]::new);
    return new Image(width, height, restored);
  }

  private float[][] filter(float[][] noisy, int width, int height, float[] sigmas) {
    float[][] basic = first.filter(noisy, noisy, width, height, sigmas);
    return second.filter(noisy, basic, width, height, sigmas);
  }
}
