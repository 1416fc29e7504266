package org.selfsame.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.task.Demosaic;

class MosaicPatchesTest {
  private static final RnanConfig NETWORK = new RnanConfig(3, 4, 2, Normalization.KEYS, 1);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"RGGB, R, G, G, B", "BGGR, B, G, G, R", "GRBG, G, R, B, G", "GBRG, G, B, R, G"})
  void thePatternBeginsAtTheCornerOfEachPatchAndOtherSamplesAreZero(
      BayerMosaic.Pattern pattern, char topLeft, char topRight, char bottomLeft, char bottomRight)
      throws IOException {
    int size = 7;
    int pixels = size * size;
    TrainingData data = data(size);
    PatchSource source =
        new Demosaic(pattern)
            .pairs(GaussianNoise.Form.FLOAT, new PatchSources(NETWORK, data, size));
    SplittableRandom random = new SplittableRandom(1);
    SplittableRandom same = new SplittableRandom(1);
    float[] input = new float[3 * pixels + 2];
    float[] clean = new float[3 * pixels + 3];
    float[] sampled = new float[3 * pixels];
    for (int draw = 0; draw < 100; draw++) {
      source.draw(random, input, 2, clean, 3);
      data.samplePatch(same, size, sampled, 0);
      assertThat(Arrays.copyOfRange(clean, 3, clean.length)).containsExactly(sampled);
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          char seen =
              y % 2 == 0
                  ? (x % 2 == 0 ? topLeft : topRight)
                  : (x % 2 == 0 ? bottomLeft : bottomRight);
          for (int c = 0; c < 3; c++) {
            int at = (c * size + y) * size + x;
            assertThat(input[2 + at])
                .as("channel %d at (%d, %d)", c, x, y)
                .isEqualTo("RGB".charAt(c) == seen ? sampled[at] : 0);
          }
        }
      }
    }
    assertThat(input).startsWith(0, 0);
    assertThat(clean).startsWith(0, 0, 0);
  }

  private TrainingData data(int size) throws IOException {
    Textures.write(folder, 3, 13, 10, 3);
    return TrainingData.read(new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), 3, size);
  }
}
