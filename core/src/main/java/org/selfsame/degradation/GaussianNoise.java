package org.selfsame.degradation;

import java.math.BigDecimal;
import org.selfsame.image.Image;
import org.selfsame.image.SampleFormat;
import org.selfsame.image.Sigma;

/**
 * Additive white Gaussian noise, independent for each sample.
 *
 * @param sigma the standard deviation for samples in 0..255, from 0 to 255: 25 adds 25/255 to
 *     samples in [0, 1]
 * @param seed chooses the noise, together with the image's name
 * @param form whether the sum is kept as it is or as an 8-bit file keeps it
 */
public record GaussianNoise(double sigma, long seed, Form form) implements Degradation {
  /** What becomes of the sum of image and noise. */
  public enum Form {
    /** Kept as it is, even outside [0, 1]. */
    FLOAT("float", "neither clipped nor rounded"),
    /** Clipped to [0, 1] and rounded to a multiple of 1/255. */
    EIGHT_BIT("8bit", "clipped and rounded to 8 bit");

    private final String word;
    private final String words;

    Form(String word, String words) {
      this.word = word;
      this.words = words;
    }

    /** Returns {@code float} or {@code 8bit}, as tables have it. */
    public String word() {
      return word;
    }
  }

  /**
   * @throws IllegalArgumentException if sigma is not a number from 0 to 255
   */
  public GaussianNoise {
    Sigma.require(sigma);
  }

  /** Returns noise that is kept as it is, of the seed 0. */
  public static GaussianNoise of(double sigma) {
    return new GaussianNoise(sigma, 0, Form.FLOAT);
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
  public String level() {
    return BigDecimal.valueOf(sigma).stripTrailingZeros().toPlainString();
  }

  @Override
  public boolean isNone() {
    return sigma == 0;
  }

  @Override
  public String variant() {
    return form.word;
  }

  @Override
  public String description() {
    return "Gaussian noise of sigma %s, %s, seed %s".formatted(level(), form.words, seed);
  }
}
