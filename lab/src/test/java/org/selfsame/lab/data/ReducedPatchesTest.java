package org.selfsame.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Resampling;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.task.Upscale;

class ReducedPatchesTest {
  private static final int SIZE = 5;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "2, 24, 20",
    "2, 25, 21",
    "3, 27, 24",
    "3, 26, 22",
    "4, 32, 28",
    "4, 31, 26",
    "4, 20, 23"
  })
  void thePatchIsThatOfTheWholeColorImageReducedWhereTheCleanOneLies(
      int scale, int width, int height) throws IOException {
    Textures.write(folder, 3, width, height, 3);
    TrainingData data =
        TrainingData.read(
            new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), 3, scale * SIZE);
    PatchSource source =
        new Upscale(List.of(scale))
            .pairs(
                GaussianNoise.Form.FLOAT,
                new PatchSources(new RnanConfig(3, 4, 2, Normalization.KEYS, scale), data, SIZE));
    int lowWidth = width / scale;
    int lowHeight = height / scale;
    KnownPatches known = new KnownPatches(SIZE, scale);
    for (int i = 0; i < data.size(); i++) {
      Image whole = data.image(i).toImage().crop(0, 0, lowWidth * scale, lowHeight * scale);
      Image low = Resampling.resizeLevels(whole, lowWidth, lowHeight);
      known.add(whole, low, scale);
    }
    SplittableRandom random = new SplittableRandom(1);
    float[] input = new float[3 * SIZE * SIZE + 2];
    float[] clean = new float[3 * SIZE * SIZE * scale * scale + 3];
    Set<Dihedral> turns = new HashSet<>();
    Set<Integer> columns = new HashSet<>();
    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      source.draw(random, input, 2, clean, 3);
      List<KnownPatches.Patch> found =
          known.find(
              Arrays.copyOfRange(input, 2, input.length),
              Arrays.copyOfRange(clean, 3, clean.length));
      assertThat(found).as("draw %d", i).isNotEmpty();
      turns.add(found.get(0).turn());
      columns.add(found.get(0).left());
      rows.add(found.get(0).top());
    }
    assertThat(turns).containsExactlyInAnyOrder(Dihedral.values());
    assertThat(columns).hasSize(lowWidth - SIZE + 1);
    assertThat(rows).hasSize(lowHeight - SIZE + 1);
    assertThat(input).startsWith(0, 0);
    assertThat(clean).startsWith(0, 0, 0);
  }
}
