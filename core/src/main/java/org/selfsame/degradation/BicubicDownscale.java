package org.selfsame.degradation;

import org.selfsame.image.Image;
import org.selfsame.image.Resampling;
import org.selfsame.image.SampleFormat;

/**
 * Reduces an image the way the field makes its low-resolution images: cropped to a multiple of the
 * scale, MATLAB's bicubic {@code imresize} with antialiasing, stored in 8 bits.
 *
 * @param scale how many pixels of a side become one, at least 2
 */
public record BicubicDownscale(int scale) implements Degradation {
  /**
   * @throws IllegalArgumentException if the scale is below 2
   */
  public BicubicDownscale {
    if (scale < 2) {
      throw new IllegalArgumentException(
          "scale is %d: expected a whole number from 2".formatted(scale));
    }
  }

  /**
   * Returns the image cropped at the right and bottom to a multiple of the scale.
   *
   * @throws IllegalArgumentException if a side is below the scale
   */
  private Image crop(Image clean) {
    if (clean.width() < scale || clean.height() < scale) {
      throw new IllegalArgumentException(
          "image of %dx%d pixels: expected at least %dx%d to reduce it %d times"
              .formatted(clean.width(), clean.height(), scale, scale, scale));
    }
    return clean.crop(
        0, 0, clean.width() - clean.width() % scale, clean.height() - clean.height() % scale);
  }

  /**
   * The image is rounded to 8 bits first, as the field's images are.
   *
   * @throws IllegalArgumentException if a side is below the scale
   */
  @Override
  public Image degrade(Image clean, String imageName) {
    Image cropped = crop(SampleFormat.UINT8.round(clean));
    return Resampling.resizeLevels(cropped, cropped.width() / scale, cropped.height() / scale);
  }

  @Override
  public String level() {
    return Integer.toString(scale);
  }

  @Override
  public Image reference(Image clean, String imageName) {
    return crop(clean);
  }

  @Override
  public String description() {
    return "cropped to a multiple of %1$d, bicubic to 1/%1$d with antialiasing, rounded to 8 bit"
        .formatted(scale);
  }
}
