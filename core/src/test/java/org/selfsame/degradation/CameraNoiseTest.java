package org.selfsame.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.selfsame.image.Image;

class CameraNoiseTest {
  private static final CameraNoise NOISE = new CameraNoise(5);

  @Test
  void anImageThatIsNotTooBrightIsDevelopedAsItWas() {
    Image clean = gradient(40, 30);
    Image reference = exposure(0.001, 1e-6).shoot(clean, sequence()).reference();
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < clean.plane(c).length; i++) {
        assertThat(reference.plane(c)[i]).isCloseTo(clean.plane(c)[i], within(2e-3f));
      }
    }
  }

  @Test
  void whatIsBlackOrWhiteStaysInRange() {
    Image extremes = Image.black(6, 4, 3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 12; i++) {
        extremes.plane(c)[i] = 1;
      }
    }
    Image reference = exposure(0.012, 1e-3).shoot(extremes, sequence()).reference();
    for (int c = 0; c < 3; c++) {
      assertThat(reference.plane(c)[0]).isBetween(0.97f, 1f);
      assertThat(reference.plane(c)[23]).isBetween(0f, 0.01f);
    }
  }

  /**
   * Of a flat gray that the curves hardly bend there, the noise of green is that of the sensor
   * times gain and slope.
   */
  @Test
  void noiseHasTheVarianceOfTheSensorAsItIsDeveloped() {
    float level = 0.5f;
    Image clean = flat(128, 128, level);
    CameraExposure exposure = exposure(4e-4, 2e-5);
    CameraExposure.Shot shot = exposure.shoot(clean, sequence());
    double raw = raw(level) / exposure.gain();
    double deviation = Math.sqrt(exposure.shot() * raw + exposure.read()) * exposure.gain();
    double slope = (developed(raw(level) + 1e-4) - developed(raw(level) - 1e-4)) / 2e-4;

    // Green of the mosaic itself; of the others interpolation has taken some noise.
    double squares = 0;
    int count = 0;
    for (int i = 0; i < clean.plane(1).length; i++) {
      if (BayerMosaic.Pattern.RGGB.channel(i / 128, i % 128) == 1) {
        double error = shot.noisy().plane(1)[i] - shot.reference().plane(1)[i];
        squares += error * error;
        count++;
      }
    }
    // sRGB's green is mostly, not only, the camera's: the matrix makes its noise larger.
    assertThat(Math.sqrt(squares / count) / (deviation * slope)).isBetween(1.0, 2.2);
  }

  @Test
  void noiseOfNeighborsIsAlike() {
    Image clean = flat(96, 96, 0.4f);
    CameraExposure.Shot shot = exposure(0.002, 1e-5).shoot(clean, sequence());
    double[] error = new double[96 * 96];
    for (int i = 0; i < error.length; i++) {
      error[i] = shot.noisy().plane(0)[i] - shot.reference().plane(0)[i];
    }
    double square = 0;
    double product = 0;
    for (int i = 0; i + 1 < error.length; i++) {
      square += error[i] * error[i];
      product += error[i] * error[i + 1];
    }
    assertThat(product / square).isGreaterThan(0.3);
  }

  @Test
  void oneInFourIsWhiteAndSixInTenAreCompressed() {
    CameraExposure[] drawn =
        IntStream.range(0, 4000)
            .mapToObj(i -> CameraExposure.draw(new GaussianSequence(NOISE.seed(), "image" + i)))
            .toArray(CameraExposure[]::new);
    int white = 0;
    int compressed = 0;
    double logShot = 0;
    for (CameraExposure exposure : drawn) {
      white += exposure.whiteSigma().isPresent() ? 1 : 0;
      compressed += exposure.jpegQuality().isPresent() ? 1 : 0;
      logShot += Math.log(exposure.shot()) / drawn.length;
      assertThat(exposure.shot()).isBetween(1e-4, 0.012);
      assertThat(exposure.red()).isBetween(1.9, 2.4);
      assertThat(exposure.blue()).isBetween(1.5, 1.9);
      assertThat(exposure.jpegQuality().orElse(60)).isBetween(60, 98);
      assertThat(exposure.whiteSigma().orElse(0)).isBetween(0.0, 55.0);
    }
    assertThat(white / 4000.0).isCloseTo(0.25, within(0.03));
    assertThat(compressed / 4000.0).isCloseTo(0.6, within(0.03));
    assertThat(logShot).isCloseTo((Math.log(1e-4) + Math.log(0.012)) / 2, within(0.07));
  }

  @Test
  void whiteNoiseIsThatOfItsSigmaAndIsComparedWithTheCleanImage() {
    Image clean = flat(100, 100, 0.5f);
    CameraExposure white = exposure(OptionalDouble.of(20), 0.01, 0.01, OptionalInt.empty());
    CameraExposure.Shot shot = white.shoot(clean, sequence());
    double squares = 0;
    for (float sample : shot.noisy().plane(2)) {
      squares += (sample - 0.5) * (sample - 0.5);
    }
    assertThat(255 * Math.sqrt(squares / 10_000)).isCloseTo(20, within(0.6));
    assertThat(shot.reference().plane(0)).isEqualTo(clean.plane(0));
  }

  @Test
  void aCompressedPhotographIsThatOfTheCodec() {
    Image clean = gradient(33, 21);
    CameraExposure raw = exposure(OptionalDouble.empty(), 0.002, 1e-5, OptionalInt.empty());
    CameraExposure stored = exposure(OptionalDouble.empty(), 0.002, 1e-5, OptionalInt.of(70));
    Image expected = new JpegCompression(70).degrade(raw.shoot(clean, sequence()).noisy(), "a");
    CameraExposure.Shot shot = stored.shoot(clean, sequence());
    assertThat(shot.noisy().plane(1)).isEqualTo(expected.plane(1));
    assertThat(shot.reference().plane(1))
        .isEqualTo(raw.shoot(clean, sequence()).reference().plane(1));
  }

  @Test
  void theSameSeedAndNameGiveTheSamePhotograph() {
    Image clean = gradient(20, 20);
    CameraExposure.Shot shot = NOISE.shoot(clean, "a.png");
    assertThat(new CameraNoise(5).degrade(clean, "a.png").plane(0))
        .isEqualTo(shot.noisy().plane(0));
    assertThat(NOISE.reference(clean, "a.png").plane(0)).isEqualTo(shot.reference().plane(0));
    assertThat(NOISE.degrade(clean, "b.png").plane(0)).isNotEqualTo(shot.noisy().plane(0));
    assertThat(new CameraNoise(6).degrade(clean, "a.png").plane(0))
        .isNotEqualTo(shot.noisy().plane(0));
    assertThat(clean.plane(0)).isEqualTo(gradient(20, 20).plane(0));
  }

  @Test
  void theSmallestImagesArePhotographed() {
    for (int side = 1; side < 4; side++) {
      Image noisy = exposure(0.002, 1e-5).shoot(flat(side, 1, 0.3f), sequence()).noisy();
      assertThat(noisy.width()).isEqualTo(side);
    }
  }

  @Test
  void aGrayImageIsRefused() {
    assertThatThrownBy(() -> NOISE.degrade(Image.black(8, 8, 1), "a"))
        .hasMessage("image of 1 channels: expected 3 (RGB) to photograph");
  }

  @Test
  void theNoiseIsToldInWords() {
    assertThat(NOISE.description()).contains("seed 5");
  }

  private static CameraExposure exposure(double shot, double read) {
    return exposure(OptionalDouble.empty(), shot, read, OptionalInt.empty());
  }

  private static CameraExposure exposure(
      OptionalDouble sigma, double shot, double read, OptionalInt quality) {
    CameraColor color = CameraColor.draw(new GaussianSequence(1, "camera"));
    return new CameraExposure(sigma, shot, read, color, 2.0, 1.7, 1.25, quality);
  }

  private static GaussianSequence sequence() {
    return new GaussianSequence(9, "noise");
  }

  private static Image flat(int width, int height, float level) {
    Image flat = Image.black(width, height, 3);
    for (int c = 0; c < 3; c++) {
      Arrays.fill(flat.plane(c), level);
    }
    return flat;
  }

  private static Image gradient(int width, int height) {
    Image image = Image.black(width, height, 3);
    for (int i = 0; i < width * height; i++) {
      image.plane(0)[i] = 0.15f + 0.5f * (i % width) / width;
      int row = i / width;
      image.plane(1)[i] = 0.15f + 0.5f * row / height;
      image.plane(2)[i] = 0.4f;
    }
    return image;
  }

  private static double raw(double level) {
    return Math.pow(0.5 - Math.sin(Math.asin(1 - 2 * level) / 3), 2.2);
  }

  private static double developed(double raw) {
    double v = Math.pow(raw, 1 / 2.2);
    return v * v * (3 - 2 * v);
  }
}
