package org.selfsame.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.selfsame.degradation.GaussianNoise.Form;
import org.selfsame.network.NetworkConfig;
import org.selfsame.network.Networks;
import org.selfsame.network.NlrnConfig;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.task.Denoise;
import org.selfsame.task.Task;

class NoisyPatchesTest {
  private static final int SIZE = 9;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void inEightBitsTheSameNoiseIsClippedAndRounded(int channels) throws IOException {
    NetworkConfig network = new RnanConfig(channels, 4, 2, Normalization.KEYS, 1);
    TrainingData data = data(channels);
    Task task = new Denoise(20, 90);
    int samples = channels * SIZE * SIZE;
    float[] exact = new float[samples];
    float[] stored = new float[samples];
    float[] clean = new float[samples];
    float[] sameClean = new float[samples];
    int black = 0;
    int white = 0;
    int outside = 0;
    for (int seed = 0; seed < 40; seed++) {
      task.pairs(Form.FLOAT, new PatchSources(network, data, SIZE))
          .draw(new SplittableRandom(seed), exact, 0, clean, 0);
      task.pairs(Form.EIGHT_BIT, new PatchSources(network, data, SIZE))
          .draw(new SplittableRandom(seed), stored, 0, sameClean, 0);
      assertThat(sameClean).containsExactly(clean);
      for (int i = 0; i < samples; i++) {
        double clipped = Math.max(0, Math.min(255, 255.0 * exact[i]));
        assertThat(stored[i]).isEqualTo(Math.round(clipped) / 255f);
        black += stored[i] == 0 ? 1 : 0;
        white += stored[i] == 1 ? 1 : 0;
        outside += exact[i] < 0 || exact[i] > 1 ? 1 : 0;
      }
    }
    assertThat(black).isPositive();
    assertThat(white).isPositive();
    assertThat(outside).isBetween(1, black + white);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "EIGHT_BIT"})
  void theNoiseChannelIsTheLevelWhateverBecomesOfTheNoise(Form form) throws IOException {
    NetworkConfig network =
        (NlrnConfig) Networks.config(NlrnConfig.NAME, "{\"noiseChannel\":true}");
    int pixels = SIZE * SIZE;
    float[] input = new float[2 * pixels];
    new Denoise(33.3, 33.3)
        .pairs(form, new PatchSources(network, data(1), SIZE))
        .draw(new SplittableRandom(1), input, 0, new float[pixels], 0);
    assertThat(Arrays.copyOfRange(input, pixels, 2 * pixels)).containsOnly((float) (33.3 / 255));
  }

  private TrainingData data(int channels) throws IOException {
    Textures.write(folder, 2, 20, 16, channels);
    return TrainingData.read(
        new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), channels, SIZE);
  }
}
