package org.selfsame.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.image.Image;
import org.selfsame.tensor.Device;
import org.selfsame.tensor.Precision;
import org.selfsame.tensor.RandomNumbers;
import org.selfsame.tensor.Tensor;
import org.selfsame.tensor.TensorScope;

class NetworkRestorationTest {
  @Test
  void theNetworkSeesTheImageAndTheNoiseLevel() {
    Image degraded = image(17, 13, 3);
    Image before = degraded.copy();
    float[] input = new float[4 * 17 * 13];
    for (int c = 0; c < 3; c++) {
      System.arraycopy(degraded.plane(c), 0, input, c * 17 * 13, 17 * 13);
    }
    Arrays.fill(input, 3 * 17 * 13, input.length, 51 / 255f);
    try (TensorScope scope = TensorScope.withoutGradients();
        Nlrn network = RandomNlrn.of(colorAndNoise(), 1)) {
      float[] expected =
          network
              .forward(
                  Tensor.of(input, Device.CPU, 1, 4, 13, 17),
                  new Pass(Precision.FP32, false, Pass.Reach.WINDOW))
              .toFloats();
      Image restored = new NetworkRestoration(network, 51, Precision.FP32).restore(degraded);
      assertThat(restored).hasToString("Image[17x13, 3 channels]");
      for (int c = 0; c < 3; c++) {
        assertThat(restored.plane(c))
            .containsExactly(Arrays.copyOfRange(expected, c * 17 * 13, (c + 1) * 17 * 13));
        assertThat(degraded.plane(c)).containsExactly(before.plane(c));
      }
    }
  }

  @Test
  void theNoiseLevelMattersOnlyToANetworkThatIsTold() {
    Image gray = image(9, 9, 1);
    try (Nlrn told = RandomNlrn.of(RandomNlrn.config("'noiseChannel': true"), 1);
        Nlrn blind = RandomNlrn.of(RandomNlrn.config("'noiseChannel': false"), 1)) {
      assertThat(restore(told, 10, gray)).isNotEqualTo(restore(told, 50, gray));
      assertThat(restore(blind, 10, gray)).containsExactly(restore(blind, 50, gray));
    }
  }

  private static float[] restore(Nlrn network, double sigma, Image image) {
    return new NetworkRestoration(network, sigma, Precision.FP32).restore(image).plane(0);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "40, 1", "1, 40", "2, 3"})
  void theSmallestImagesAreRestored(int width, int height) {
    try (Nlrn network = RandomNlrn.of(colorAndNoise(), 1)) {
      Image restored =
          new NetworkRestoration(network, 25, Precision.FP32).restore(image(width, height, 3));
      assertThat(restored.width()).isEqualTo(width);
      assertThat(restored.height()).isEqualTo(height);
      for (int c = 0; c < 3; c++) {
        for (float value : restored.plane(c)) {
          assertThat(value).isFinite();
        }
      }
    }
  }

  @Test
  void imagesTogetherAreRestoredAsEachAlone() {
    List<Image> images = List.of(image(9, 7, 3), image(9, 7, 3).copy(), image(9, 7, 3));
    images.get(1).plane(2)[5] = 0.9f;
    try (Nlrn network = RandomNlrn.of(colorAndNoise(), 1)) {
      for (Pass.Reach reach : Pass.Reach.values()) {
        NetworkRestoration denoiser = new NetworkRestoration(network, 25, Precision.FP32, reach);
        List<Image> restored = denoiser.restoreAll(images);
        assertThat(restored).hasSize(3);
        for (int i = 0; i < 3; i++) {
          Image alone = denoiser.restore(images.get(i));
          for (int c = 0; c < 3; c++) {
            assertThat(restored.get(i).plane(c)).containsExactly(alone.plane(c), within(1e-4f));
          }
        }
      }
    }
  }

  @Test
  void bf16RestoresNearlyTheSame() {
    Image gray = image(13, 17, 1);
    try (Nlrn network = RandomNlrn.of(RandomNlrn.config("'steps': 2"), 1)) {
      assertThat(new NetworkRestoration(network, 25, Precision.BF16).restore(gray).plane(0))
          .containsExactly(restore(network, 25, gray), within(0.05f));
    }
  }

  @Test
  void anImageOfOtherChannelsIsRefused() {
    try (Nlrn network = RandomNlrn.of(colorAndNoise(), 1)) {
      NetworkRestoration denoiser = new NetworkRestoration(network, 25, Precision.FP32);
      assertThatThrownBy(() -> denoiser.restore(image(9, 9, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("image of 1 channels: the network expects 3");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 255.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aNoiseLevelThatCannotBeIsRefused(double sigma) {
    try (Nlrn network = RandomNlrn.of(colorAndNoise(), 1)) {
      assertThatThrownBy(() -> new NetworkRestoration(network, sigma, Precision.FP32))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("sigma is " + sigma + ": expected a number from 0 to 255");
    }
  }

  private static NlrnConfig colorAndNoise() {
    return RandomNlrn.config("'imageChannels': 3, 'noiseChannel': true");
  }

  private static Image image(int width, int height, int channels) {
    Image image = Image.black(width, height, channels);
    for (int c = 0; c < channels; c++) {
      float[] values = RandomNumbers.normal(c, width * height);
      for (int i = 0; i < values.length; i++) {
        image.plane(c)[i] = 0.5f + 0.2f * values[i];
      }
    }
    return image;
  }
}
