package org.selfsame.nonlocal.classic;

import java.util.Random;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;

/** What classic methods are tried on. */
final class Scenes {
  private Scenes() {}

  static Image noisy(Image clean, double sigma) {
    return new GaussianNoise(sigma, 1, GaussianNoise.Form.FLOAT).degrade(clean, "scene");
  }

  /** Stripes, a disc and a slope. */
  static Image scene(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    Random random = new Random(5);
    for (int c = 0; c < channels; c++) {
      double shade = 0.2 + 0.3 * random.nextDouble();
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double value = shade + 0.3 * x / width + (y / 8 % 2 == 0 ? 0.2 : 0);
          value += Math.hypot(x - width / 2.0, y - height / 2.0) < 15 ? 0.2 : 0;
          image.plane(c)[y * width + x] = (float) value;
        }
      }
    }
    return image;
  }
}
