package org.selfsame.degradation;

import java.math.BigDecimal;
import org.selfsame.image.Image;
import org.selfsame.image.SampleFormat;

/**
 * Additive white Gaussian noise, independent for each sample.
 *
 * @param sigma the standard deviation for samples in 0..255, from 0 to 255: 25 adds 25/255 to
 *     samples in [0, 1]
 * @param seed chooses, with the name of the image, the noise
 * @param form whether the sum is kept as it is or as a file of 8 bits keeps it
 */
public record GaussianNoise(double sigma, long seed, Form form) implements Degradation {
  /** What becomes of the sum of image and noise. */
  public enum Form {
    /** Kept as it is, also outside [0, 1]. */
    FLOAT("neither clipped nor rounded"),
    /** Clipped to [0, 1] and rounded to a multiple of 1/255. */
    EIGHT_BIT("clipped and rounded to 8 bit");

    private final String words;

    Form(String words) {
      this.words = words;
    }
  }

  /**
   * @throws IllegalArgumentException if sigma is not a number from 0 to 255
   */
  public GaussianNoise {
    if (!(sigma >= 0 && sigma <= 255)) {
      throw new IllegalArgumentException(
          "sigma is %s: expected a number from 0 to 255".formatted(sigma));
    }
  }

  /** The noise is drawn plane by plane and row by row. */
  @Override
  public Image degrade(Image clean, String imageName) {
    GaussianSequence noise = new GaussianSequence(seed, imageName);
    Image noisy = clean.copy();
    for (int c = 0; c < noisy.channels(); c++) {
      noise.addTo(noisy.plane(c), sigma / 255);
    }
    return form == Form.FLOAT ? noisy : SampleFormat.UINT8.round(noisy);
  }

  @Override
  public String description() {
    return "Gaussian noise of sigma %s, %s, seed %s"
        .formatted(
            BigDecimal.valueOf(sigma).stripTrailingZeros().toPlainString(), form.words, seed);
  }
}
