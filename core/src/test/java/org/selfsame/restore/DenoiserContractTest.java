package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Denoiser;
import org.selfsame.image.Image;
import org.selfsame.model.Catalog;
import org.selfsame.model.Model;
import org.selfsame.nonlocal.classic.ClassicMethod;
import org.selfsame.quality.Psnr;
import org.selfsame.tensor.Device;

/** What holds for whatever removes noise: the classic methods and the shipped models. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DenoiserContractTest {
  private Model model;

  @BeforeAll
  void loadModels() throws IOException {
    model = Catalog.shipped().load("denoise-gray", Device.CPU);
  }

  @AfterAll
  void closeModels() {
    model.close();
  }

  private Stream<Arguments> denoisers() {
    List<Arguments> all = new ArrayList<>();
    for (ClassicMethod method : ClassicMethod.values()) {
      all.add(Arguments.of(method.toString(), method));
    }
    RestoreOptions options = RestoreOptions.forDevice(Device.CPU);
    all.add(Arguments.of("denoise-gray", new Restorer(model, options)));
    return all.stream();
  }

  /** Stripes, a disc and a ramp: much of it is to be found again elsewhere in it. */
  private static Image scene(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          boolean disc = Math.hypot(x - width / 2.0, y - height / 2.0) < height / 4.0;
          double stripes = (x / 6 + c) % 2 == 0 ? 0.25 : 0.6;
          image.plane(c)[y * width + x] = (float) (disc ? 0.85 : stripes + 0.1 * y / height);
        }
      }
    }
    return image;
  }

  private static Image noisy(Image clean, double sigma, long seed) {
    return new GaussianNoise(sigma, seed, GaussianNoise.Form.FLOAT).degrade(clean, "scene");
  }

  private static Image constant(int width, int height, int channels, float value) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      Arrays.fill(image.plane(c), value);
    }
    return image;
  }

  private static double mean(Image image) {
    double sum = 0;
    for (int c = 0; c < image.channels(); c++) {
      for (float sample : image.plane(c)) {
        sum += sample;
      }
    }
    return sum / image.channels() / image.plane(0).length;
  }

  private static void assertSame(Image found, Image expected) {
    assertThat(found.channels()).isEqualTo(expected.channels());
    for (int c = 0; c < expected.channels(); c++) {
      assertThat(found.plane(c)).isEqualTo(expected.plane(c));
    }
  }

  @ParameterizedTest(name = "{0}", autoCloseArguments = false)
  @MethodSource("denoisers")
  void noiseBecomesLessAndSizeAndRangeAreKept(String name, Denoiser denoiser) {
    for (int channels : new int[] {1, 3}) {
      Image clean = scene(53, 47, channels);
      Image noisy = noisy(clean, 25, 0);
      Image restored = denoiser.denoise(noisy, 25);
      assertThat(restored.width()).isEqualTo(53);
      assertThat(restored.height()).isEqualTo(47);
      assertThat(restored.channels()).isEqualTo(channels);
      assertThat(mean(restored)).isCloseTo(mean(noisy), within(0.01));
      assertThat(Psnr.of(restored, clean)).isGreaterThan(Psnr.of(noisy, clean) + 4);
    }
  }

  @ParameterizedTest(name = "{0}", autoCloseArguments = false)
  @MethodSource("denoisers")
  void aConstantImageIsKept(String name, Denoiser denoiser) {
    for (float value : new float[] {0.2f, 0.7f}) {
      Image restored = denoiser.denoise(constant(40, 30, 1, value), 25);
      for (float sample : restored.plane(0)) {
        assertThat(sample).isCloseTo(value, within(0.02f));
      }
    }
  }

  @ParameterizedTest(name = "{0}", autoCloseArguments = false)
  @MethodSource("denoisers")
  void theSameNoiseGivesTheSameAndOtherNoiseAnother(String name, Denoiser denoiser) {
    Image clean = scene(33, 29, 1);
    Image noisy = noisy(clean, 20, 7);
    Image before = noisy.copy();
    Image first = denoiser.denoise(noisy, 20);
    assertSame(denoiser.denoise(noisy, 20), first);
    assertSame(noisy, before);
    assertThat(denoiser.denoise(noisy(clean, 20, 8), 20).plane(0)).isNotEqualTo(first.plane(0));
  }

  @ParameterizedTest(name = "{0}", autoCloseArguments = false)
  @MethodSource("denoisers")
  void anImageMayBeSmallerThanAPatchOrWindow(String name, Denoiser denoiser) {
    int[][] sizes = {{1, 1}, {1, 9}, {7, 1}, {2, 3}, {5, 5}, {8, 8}, {40, 3}};
    for (int[] size : sizes) {
      for (int channels : new int[] {1, 3}) {
        Image noisy = noisy(constant(size[0], size[1], channels, 0.5f), 25, 0);
        Image restored = denoiser.denoise(noisy, 25);
        assertThat(restored.width()).isEqualTo(size[0]);
        assertThat(restored.height()).isEqualTo(size[1]);
        for (int c = 0; c < channels; c++) {
          for (float sample : restored.plane(c)) {
            assertThat(sample).isBetween(0f, 1f);
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}", autoCloseArguments = false)
  @MethodSource("denoisers")
  void withoutNoiseAnImageStaysAsItIs(String name, Denoiser denoiser) {
    Image clean = scene(20, 17, 3);
    Image restored = denoiser.denoise(clean, 0);
    assertSame(restored, clean);
    assertThat(restored.plane(0)).isNotSameAs(clean.plane(0));
  }

  @ParameterizedTest(name = "{0}", autoCloseArguments = false)
  @MethodSource("denoisers")
  void levelsThatCannotBeAreRefused(String name, Denoiser denoiser) {
    for (double sigma : new double[] {-1, 256, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> denoiser.denoiser(sigma))
          .withMessageContaining("sigma")
          .withMessageContaining(Double.toString(sigma));
    }
  }

  @ParameterizedTest(name = "{0}", autoCloseArguments = false)
  @MethodSource("denoisers")
  void samplesThatAreNoNumbersAreRefusedWithTheirPlace(String name, Denoiser denoiser) {
    for (double sigma : new double[] {0, 25}) {
      for (float sample : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
        Image image = scene(20, 17, 1);
        image.plane(0)[2 * 20 + 5] = sample;
        assertThatIllegalArgumentException()
            .isThrownBy(() -> denoiser.denoise(image, sigma))
            .withMessageContaining("x 5, y 2");
      }
    }
  }
}
