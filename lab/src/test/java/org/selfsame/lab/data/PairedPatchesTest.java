package org.selfsame.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.degradation.CameraExposure;
import org.selfsame.degradation.CameraNoise;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.Image;
import org.selfsame.network.PlainConfig;
import org.selfsame.task.Task;

class PairedPatchesTest {
  private static final int SIZE = 16;

  /** A patch and all but one of the rows of a block. */
  private static final int LARGE = SIZE + 15;

  private static final int SAMPLES = 3 * SIZE * SIZE;

  @TempDir private Path folder;

  @Test
  void aPatchIsAPhotographAndTheCleanOneIsThatWithoutNoise() throws IOException {
    TrainingData data = textures();
    PatchSource source = source("denoise-photo", data);
    float[] input = new float[SAMPLES + 5];
    float[] clean = new float[SAMPLES + 7];
    source.draw(new SplittableRandom(3), input, 5, clean, 7);

    SplittableRandom random = new SplittableRandom(3);
    float[] region = new float[3 * LARGE * LARGE];
    data.samplePatch(random, LARGE, region, 0);
    boolean gray = random.nextInt(8) == 0;
    boolean noiseless = random.nextInt(6) == 0;
    CameraNoise camera = new CameraNoise(random.nextLong());
    boolean smoothing = random.nextBoolean();
    CameraExposure.Shot shot =
        smoothing
            ? camera.shootSmoothing(image(region, 0, LARGE), "")
            : camera.shoot(image(region, 0, LARGE), "");
    int left = random.nextInt(16);
    int top = random.nextInt(16);
    assertThat(gray || noiseless).isFalse();
    for (int c = 0; c < 3; c++) {
      assertThat(image(input, 5, SIZE).plane(c))
          .isEqualTo(shot.noisy().crop(left, top, SIZE, SIZE).plane(c));
      assertThat(image(clean, 7, SIZE).plane(c))
          .isEqualTo(shot.reference().crop(left, top, SIZE, SIZE).plane(c));
    }
  }

  @Test
  void oneOfEightIsGray() throws IOException {
    TrainingData data = textures();
    PatchSource source = source("deblock-color", data);
    SplittableRandom random = new SplittableRandom(5);
    int gray = 0;
    for (int i = 0; i < 400; i++) {
      float[] input = new float[SAMPLES];
      float[] clean = new float[SAMPLES];
      source.draw(random, input, 0, clean, 0);
      assertThat(image(clean, 0, SIZE).isNeutral()).isEqualTo(image(input, 0, SIZE).isNeutral());
      gray += image(input, 0, SIZE).isNeutral() ? 1 : 0;
    }
    assertThat(gray).isBetween(30, 70);
  }

  @Test
  void oneOfSixHasNoNoise() throws IOException {
    PatchSource source = source("denoise-photo", textures());
    SplittableRandom random = new SplittableRandom(5);
    int noiseless = 0;
    for (int i = 0; i < 400; i++) {
      float[] input = new float[SAMPLES];
      float[] clean = new float[SAMPLES];
      source.draw(random, input, 0, clean, 0);
      noiseless += Arrays.equals(input, clean) ? 1 : 0;
    }
    assertThat(noiseless).isBetween(45, 90);
  }

  private TrainingData textures() throws IOException {
    Textures.write(folder, 2, 40, 36, 3);
    return TrainingData.read(new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), 3, LARGE);
  }

  private static PatchSource source(String task, TrainingData data) {
    return Task.of(task)
        .pairs(GaussianNoise.Form.FLOAT, new PatchSources(PlainConfig.dncnn(3, 4, 3), data, SIZE));
  }

  private static Image image(float[] samples, int offset, int side) {
    Image image = Image.black(side, side, 3);
    for (int c = 0; c < 3; c++) {
      System.arraycopy(samples, offset + c * side * side, image.plane(c), 0, side * side);
    }
    return image;
  }
}
