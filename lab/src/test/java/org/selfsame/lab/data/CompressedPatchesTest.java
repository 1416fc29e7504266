package org.selfsame.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Luminance;
import org.selfsame.image.SampleFormat;
import org.selfsame.network.RnanConfig;
import org.selfsame.nonlocal.GlobalAttention.Normalization;
import org.selfsame.task.Deblock;
import org.selfsame.task.Task;

class CompressedPatchesTest {
  private static final RnanConfig NETWORK = new RnanConfig(1, 4, 2, Normalization.KEYS, 1);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"29, 22, 7", "24, 16, 7", "19, 26, 8", "17, 17, 16"})
  void aPatchIsThatOfTheWholeImageCompressed(int width, int height, int size) throws IOException {
    Deblock task = new Deblock(10, 13);
    TrainingData data = data(width, height, size);
    PatchSource source = source(task, data, size);
    KnownPatches known = new KnownPatches(size, 1);
    for (int i = 0; i < data.size(); i++) {
      Image whole = data.image(i).toImage();
      for (int quality = 10; quality <= 13; quality++) {
        known.add(whole, new JpegCompression(quality).degrade(whole, ""), quality);
      }
    }
    SplittableRandom random = new SplittableRandom(1);
    float[] input = new float[size * size + 2];
    float[] clean = new float[size * size + 3];
    Set<Dihedral> turns = new HashSet<>();
    Set<Integer> qualities = new HashSet<>();
    boolean right = false;
    boolean bottom = false;
    for (int i = 0; i < 400; i++) {
      source.draw(random, input, 2, clean, 3);
      List<KnownPatches.Patch> found =
          known.find(
              Arrays.copyOfRange(input, 2, input.length),
              Arrays.copyOfRange(clean, 3, clean.length));
      assertThat(found).as("draw %d", i).isNotEmpty();
      KnownPatches.Patch patch = found.get(0);
      turns.add(patch.turn());
      qualities.add(patch.level());
      right |= patch.left() + size == width;
      bottom |= patch.top() + size == height;
    }
    assertThat(turns).containsExactlyInAnyOrder(Dihedral.values());
    assertThat(qualities).containsExactlyInAnyOrder(10, 11, 12, 13);
    assertThat(right && bottom).isTrue();
    assertThat(input).startsWith(0, 0);
    assertThat(clean).startsWith(0, 0, 0);
  }

  @Test
  void eachQualityOfTheRangeIsAboutAsLikely() throws IOException {
    Deblock task = new Deblock(5, 8);
    // The same 8 x 8 pixels whatever is drawn, but for the turn.
    TrainingData data = data(8, 8, 8);
    PatchSource source = source(task, data, 8);
    KnownPatches known = new KnownPatches(8, 1);
    for (int i = 0; i < data.size(); i++) {
      Image whole = data.image(i).toImage();
      for (int quality = 1; quality <= 100; quality++) {
        known.add(whole, new JpegCompression(quality).degrade(whole, ""), quality);
      }
    }
    int[] counts = new int[101];
    SplittableRandom random = new SplittableRandom(2);
    float[] input = new float[64];
    float[] clean = new float[64];
    for (int i = 0; i < 2000; i++) {
      source.draw(random, input, 0, clean, 0);
      List<KnownPatches.Patch> found = known.find(input, clean);
      assertThat(found).extracting(KnownPatches.Patch::level).hasSize(1);
      counts[found.get(0).level()]++;
    }
    for (int quality = 5; quality <= 8; quality++) {
      assertThat(counts[quality]).as("quality %d", quality).isBetween(400, 600);
    }
    assertThat(Arrays.stream(counts).sum() - counts[5] - counts[6] - counts[7] - counts[8])
        .isZero();
  }

  @Test
  void aSingleQualityIsTheOneOfAllPatches() throws IOException {
    TrainingData data = data(8, 8, 8);
    PatchSource source = source(new Deblock(3, 3), data, 8);
    KnownPatches known = new KnownPatches(8, 1);
    for (int i = 0; i < data.size(); i++) {
      Image whole = data.image(i).toImage();
      known.add(whole, new JpegCompression(3).degrade(whole, ""), 3);
    }
    SplittableRandom random = new SplittableRandom(3);
    float[] input = new float[64];
    float[] clean = new float[64];
    for (int i = 0; i < 50; i++) {
      source.draw(random, input, 0, clean, 0);
      assertThat(known.find(input, clean)).isNotEmpty();
    }
  }

  @Test
  void colorImagesAreTrainedOnAsLumaOfStudioRange() throws IOException {
    Textures.write(folder, 2, 8, 8, 3);
    TrainingData data =
        TrainingData.readLuma(new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), 8);
    Image luma = SampleFormat.UINT8.round(Luminance.studioLuma(Textures.image(8, 8, 3, 0)));
    assertThat(data.image(0).toImage().plane(0)).containsExactly(luma.plane(0));
    KnownPatches known = new KnownPatches(8, 1);
    known.add(luma, new JpegCompression(10).degrade(luma, ""), 10);
    float[] input = new float[64];
    float[] clean = new float[64];
    source(new Deblock(10, 10), data, 8).draw(new SplittableRandom(4), input, 0, clean, 0);
    assertThat(known.find(input, clean)).isNotEmpty();
  }

  private static PatchSource source(Task task, TrainingData data, int size) {
    return task.pairs(GaussianNoise.Form.FLOAT, new PatchSources(NETWORK, data, size));
  }

  private TrainingData data(int width, int height, int size) throws IOException {
    Textures.write(folder, 3, width, height, 1);
    return TrainingData.readLuma(new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), size);
  }
}
