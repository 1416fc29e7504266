package org.selfsame.degradation;

import org.selfsame.image.Image;

/**
 * What a camera adds to a photograph: the image is taken back to the sensor, where each pixel sees
 * one color, with shot and read noise, and is developed again; most are then compressed as JPEG.
 * One image in four gets white noise instead, as noise that is known to no camera has it. After
 * Brooks et al., "Unprocessing Images for Learned Raw Denoising", CVPR 2019; all that is drawn, and
 * from which range, is in {@link CameraExposure}.
 *
 * <p>The noise is neither white nor independent of the image, so a restored image is not compared
 * with the clean one but with what the same camera develops without noise: {@link #reference}.
 *
 * @param seed chooses, with the name of the image, the camera and the noise
 */
public record CameraNoise(long seed) implements Degradation {
  /** What its level is called. */
  public static final String LEVEL = "camera";

  /**
   * @throws IllegalArgumentException if the image does not have 3 channels
   */
  @Override
  public Image degrade(Image clean, String imageName) {
    return shoot(clean, imageName).noisy();
  }

  /**
   * @throws IllegalArgumentException if the image does not have 3 channels
   */
  @Override
  public Image reference(Image clean, String imageName) {
    return shoot(clean, imageName).reference();
  }

  /**
   * Returns both what {@link #degrade} and what {@link #reference} return, in the time of one.
   *
   * @throws IllegalArgumentException if the image does not have 3 channels
   */
  public CameraExposure.Shot shoot(Image clean, String imageName) {
    GaussianSequence random = random(clean, imageName);
    return CameraExposure.draw(random).shoot(clean, random);
  }

  /**
   * Returns what {@link #shoot} does, of a camera that smooths its noise before it compresses:
   * white noise stays as it is. That is for training only, since no published set is made so.
   *
   * @throws IllegalArgumentException if the image does not have 3 channels
   */
  public CameraExposure.Shot shootSmoothing(Image clean, String imageName) {
    GaussianSequence random = random(clean, imageName);
    CameraExposure exposure = CameraExposure.draw(random);
    return exposure.shootSmoothing(clean, random, NoiseGrain.draw(random));
  }

  private GaussianSequence random(Image clean, String imageName) {
    if (clean.channels() != 3) {
      throw new IllegalArgumentException(
          "image of %d channels: expected 3 (RGB) to photograph".formatted(clean.channels()));
    }
    return new GaussianSequence(seed, imageName);
  }

  /** Cameras have no level: all are one. */
  @Override
  public String level() {
    return LEVEL;
  }

  @Override
  public String description() {
    return "camera noise (%s), seed %d".formatted(CameraExposure.RANGES, seed);
  }
}
