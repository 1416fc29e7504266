package org.selfsame.degradation;

import java.util.Locale;
import org.selfsame.image.Image;
import org.selfsame.image.SampleFormat;

/**
 * What a sensor behind a Bayer filter sees: red, green or blue at each pixel, rounded to 8 bits.
 * The other two are 0.
 *
 * @param pattern which color is seen where
 */
public record BayerMosaic(Pattern pattern) implements Degradation {
  /** The colors of the two pixels at the top left, then of the two below; they are repeated. */
  public enum Pattern {
    /** Red at the top left. */
    RGGB,
    /** Blue at the top left. */
    BGGR,
    /** Green at the top left, with red to its right. */
    GRBG,
    /** Green at the top left, with blue to its right. */
    GBRG;

    /** Returns the channel seen at a pixel: 0 for red, 1 for green, 2 for blue. */
    public int channel(int y, int x) {
      return "RGB".indexOf(name().charAt(2 * (y & 1) + (x & 1)));
    }
  }

  /**
   * @throws IllegalArgumentException if the image does not have 3 channels
   */
  @Override
  public Image degrade(Image clean, String imageName) {
    if (clean.channels() != 3) {
      throw new IllegalArgumentException(
          "image of %d channels: expected 3 (RGB) to take a mosaic of".formatted(clean.channels()));
    }
    Image mosaic = SampleFormat.UINT8.round(clean);
    for (int c = 0; c < 3; c++) {
      float[] plane = mosaic.plane(c);
      for (int y = 0; y < mosaic.height(); y++) {
        for (int x = 0; x < mosaic.width(); x++) {
          if (pattern.channel(y, x) != c) {
            plane[y * mosaic.width() + x] = 0;
          }
        }
      }
    }
    return mosaic;
  }

  @Override
  public String level() {
    return pattern.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String description() {
    return "Bayer mosaic %s, rounded to 8 bit".formatted(pattern);
  }
}
