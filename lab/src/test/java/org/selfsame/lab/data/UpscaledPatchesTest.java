package org.selfsame.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Resampling;
import org.selfsame.network.NlrnConfig;
import org.selfsame.task.Upscale;

class UpscaledPatchesTest {
  private static final int SIZE = 7;
  private static final int WIDTH = 19;
  private static final int HEIGHT = 14;

  @TempDir private Path folder;

  @Test
  void aPatchIsThatOfTheWholeImageReducedAndEnlargedAgain() throws IOException {
    List<Integer> scales = List.of(2, 3, 4);
    TrainingData data = data();
    PatchSource source = source(scales, data, SIZE);
    // What bicubic interpolation makes of each patch of an image.
    Map<String, List<float[]>> known = new HashMap<>();
    for (int i = 0; i < data.size(); i++) {
      for (int scale : scales) {
        addPairs(data.image(i).toImage(), scale, known);
      }
    }
    SplittableRandom random = new SplittableRandom(1);
    float[] input = new float[SIZE * SIZE + 2];
    float[] clean = new float[SIZE * SIZE + 3];
    for (int i = 0; i < 300; i++) {
      source.draw(random, input, 2, clean, 3);
      float[] drawnInput = Arrays.copyOfRange(input, 2, input.length);
      float[] drawnClean = Arrays.copyOfRange(clean, 3, clean.length);
      assertThat(known).containsKey(Arrays.toString(drawnClean));
      assertThat(known.get(Arrays.toString(drawnClean)))
          .as("draw %d", i)
          .anyMatch(expected -> greatestDifference(expected, drawnInput) < 1e-6);
    }
  }

  private static double greatestDifference(float[] a, float[] b) {
    double greatest = 0;
    for (int i = 0; i < a.length; i++) {
      greatest = Math.max(greatest, Math.abs(a[i] - b[i]));
    }
    return greatest;
  }

  private static void addPairs(Image image, int scale, Map<String, List<float[]>> known) {
    BicubicDownscale reduction = new BicubicDownscale(scale);
    Image clean = reduction.reference(image, "");
    Image enlarged = Resampling.resize(reduction.degrade(image, ""), clean.width(), clean.height());
    for (int y = 0; y <= clean.height() - SIZE; y++) {
      for (int x = 0; x <= clean.width() - SIZE; x++) {
        for (Dihedral turn : Dihedral.values()) {
          float[] patch = turn.apply(clean.crop(x, y, SIZE, SIZE)).plane(0);
          known
              .computeIfAbsent(Arrays.toString(patch), key -> new ArrayList<>())
              .add(turn.apply(enlarged.crop(x, y, SIZE, SIZE)).plane(0));
        }
      }
    }
  }

  @Test
  void anImageThatHoldsNoPatchOnceItIsCroppedIsNamed() throws IOException {
    TrainingData data = data();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source(List.of(4), data, 13))
        .withMessageContaining("19x14 pixels, 16x12 in multiples of 4: expected at least the 13");
  }

  private static PatchSource source(List<Integer> scales, TrainingData data, int size) {
    return PatchSource.of(
        new Upscale(scales), GaussianNoise.Form.FLOAT, NlrnConfig.PAPER, data, size);
  }

  private TrainingData data() throws IOException {
    Textures.write(folder, 3, WIDTH, HEIGHT, 1);
    return TrainingData.readLuma(new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), SIZE);
  }
}
