package org.selfsame.degradation;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.selfsame.image.Image;
import org.selfsame.image.JpegRoundTrip;
import org.selfsame.image.WriteOptions.JpegChroma;

/**
 * One photograph's camera and noise, as {@link CameraNoise} draws it. The ranges are those of
 * Brooks et al. (CVPR 2019, Section 3); white noise and JPEG are added.
 *
 * @param whiteSigma standard deviation of white noise, of samples 0 to 255, which then is all the
 *     noise: drawn from 0 to 55 for one image in four, else empty
 * @param shot variance of the sensor's noise for a value of 1: its logarithm is uniform from that
 *     of 0.0001 to that of 0.012
 * @param read variance of the sensor's noise in the dark: its logarithm is normal around 2.18
 *     ln(shot) + 1.20, with a standard deviation of 0.26
 * @param color the camera's own colors of those of sRGB
 * @param red gain of red, from 1.9 to 2.4
 * @param blue gain of blue, from 1.5 to 1.9
 * @param gain of all colors: one over a normal number around 0.8, with a standard deviation of 0.1
 * @param jpegQuality from 60 to 98 for six images in ten, else empty
 */
public record CameraExposure(
    OptionalDouble whiteSigma,
    double shot,
    double read,
    CameraColor color,
    double red,
    double blue,
    double gain,
    OptionalInt jpegQuality) {
  /**
   * A photograph and what is to be made of it.
   *
   * @param noisy as the camera stores it, in [0, 1] unless its noise is white
   * @param reference without noise
   */
  public record Shot(Image noisy, Image reference) {}

  static final String RANGES =
      "shot noise 0.0001 to 0.012 with its read noise, through a Bayer RGGB mosaic; or, one in"
          + " four, white noise of sigma 0 to 55; JPEG of quality 60 to 98 for six in ten";

  private static final double WHITE = 0.25;
  private static final double HIGHEST_SIGMA = 55;
  private static final double LOWEST_SHOT = 1e-4;
  private static final double HIGHEST_SHOT = 0.012;
  private static final double COMPRESSED = 0.6;
  private static final int LOWEST_QUALITY = 60;
  private static final int HIGHEST_QUALITY = 98;

  /** Above this mean of its colors a highlight keeps its brightness. */
  private static final double HIGHLIGHT = 0.9;

  /** All numbers are drawn, whether they are used or not, so that one does not move the others. */
  static CameraExposure draw(GaussianSequence random) {
    boolean white = random.uniform(0, 1) < WHITE;
    double sigma = random.uniform(0, HIGHEST_SIGMA);
    double logShot = random.uniform(StrictMath.log(LOWEST_SHOT), StrictMath.log(HIGHEST_SHOT));
    double logRead = 2.18 * logShot + 1.20 + 0.26 * random.next();
    double red = random.uniform(1.9, 2.4);
    double blue = random.uniform(1.5, 1.9);
    // So far from 0.8 that it is never met, but a gain must stay positive.
    double gain = 1 / Math.max(0.4, 0.8 + 0.1 * random.next());
    CameraColor color = CameraColor.draw(random);
    boolean compressed = random.uniform(0, 1) < COMPRESSED;
    int quality = (int) random.uniform(LOWEST_QUALITY, HIGHEST_QUALITY + 1);
    return new CameraExposure(
        white ? OptionalDouble.of(sigma) : OptionalDouble.empty(),
        StrictMath.exp(logShot),
        StrictMath.exp(logRead),
        color,
        red,
        blue,
        gain,
        compressed ? OptionalInt.of(quality) : OptionalInt.empty());
  }

  Shot shoot(Image clean, GaussianSequence noise) {
    return stored(developed(clean, noise));
  }

  /** Shoots with a camera that smooths its noise; white noise stays as it is. */
  Shot shootSmoothing(Image clean, GaussianSequence noise, NoiseGrain grain) {
    Shot shot = developed(clean, noise);
    return stored(
        whiteSigma.isPresent()
            ? shot
            : new Shot(grain.of(shot.noisy(), shot.reference()), shot.reference()));
  }

  private Shot developed(Image clean, GaussianSequence noise) {
    return whiteSigma.isPresent() ? white(clean, noise) : photograph(clean, noise);
  }

  private Shot stored(Shot shot) {
    if (jpegQuality.isEmpty()) {
      return shot;
    }
    Image stored = JpegRoundTrip.of(shot.noisy(), jpegQuality.getAsInt(), JpegChroma.HALF_SIZE);
    return new Shot(stored, shot.reference());
  }

  private Shot white(Image clean, GaussianSequence noise) {
    Image noisy = clean.copy();
    for (int c = 0; c < 3; c++) {
      noise.addTo(noisy.plane(c), whiteSigma.getAsDouble() / 255);
    }
    return new Shot(noisy, clean);
  }

  private Shot photograph(Image clean, GaussianSequence noise) {
    int width = clean.width();
    int height = clean.height();
    double[] gains = {1 / (red * gain), 1 / gain, 1 / (blue * gain)};
    float[][] seen = new float[3][width * height]; // what the sensor sees, gains taken back
    float[] mosaic = new float[width * height];
    double[] pixel = new double[3];
    for (int i = 0; i < mosaic.length; i++) {
      for (int c = 0; c < 3; c++) {
        pixel[c] = linear(clean.plane(c)[i]);
      }
      color.toCamera(pixel);
      double highlight = Math.max(0, (pixel[0] + pixel[1] + pixel[2]) / 3 - HIGHLIGHT);
      double mask = highlight * highlight / ((1 - HIGHLIGHT) * (1 - HIGHLIGHT));
      int mine = BayerMosaic.Pattern.RGGB.channel(i / width, i % width);
      for (int c = 0; c < 3; c++) {
        double dimmed = pixel[c] * Math.max(mask + (1 - mask) * gains[c], gains[c]);
        double value = Math.min(1, Math.max(0, dimmed));
        seen[c][i] = (float) (value / gains[c]);
        if (c == mine) {
          double deviation = Math.sqrt(shot * value + read);
          mosaic[i] = (float) ((value + deviation * noise.next()) / gains[c]);
        }
      }
    }
    return new Shot(
        developed(width, height, MalvarDemosaic.of(mosaic, width, height)),
        developed(width, height, seen));
  }

  private Image developed(int width, int height, float[][] planes) {
    double[] pixel = new double[3];
    for (int i = 0; i < width * height; i++) {
      for (int c = 0; c < 3; c++) {
        pixel[c] = Math.min(1, Math.max(0, planes[c][i]));
      }
      color.toSrgb(pixel);
      for (int c = 0; c < 3; c++) {
        double v = StrictMath.pow(Math.min(1, Math.max(1e-8, pixel[c])), 1 / 2.2);
        planes[c][i] = (float) (v * v * (3 - 2 * v)); // the tone curve
      }
    }
    return new Image(width, height, planes);
  }

  /** Takes the tone curve and gamma back. */
  private static double linear(double sample) {
    double x = Math.min(1, Math.max(0, sample));
    double toned = 0.5 - StrictMath.sin(StrictMath.asin(1 - 2 * x) / 3);
    return StrictMath.pow(Math.max(1e-8, toned), 2.2);
  }
}
