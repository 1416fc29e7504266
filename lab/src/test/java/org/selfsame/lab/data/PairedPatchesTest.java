package org.selfsame.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
  private static final int SAMPLES = 3 * SIZE * SIZE;

  @TempDir private Path folder;

  @Test
  void aPatchIsAPhotographAndTheCleanOneIsThatWithoutNoise() throws IOException {
    Textures.write(folder, 2, 24, 20, 3);
    TrainingData data =
        TrainingData.read(new DataConfig(List.of(folder.toString()), 1, List.of(1.0)), 3, SIZE);
    PatchSource source =
        PatchSource.of(
            Task.of("denoise-photo"),
            GaussianNoise.Form.FLOAT,
            PlainConfig.dncnn(3, 4, 3),
            data,
            SIZE);
    float[] input = new float[SAMPLES + 5];
    float[] clean = new float[SAMPLES + 7];
    source.draw(new SplittableRandom(3), input, 5, clean, 7);

    SplittableRandom random = new SplittableRandom(3);
    float[] patch = new float[SAMPLES];
    data.samplePatch(random, SIZE, patch, 0);
    CameraExposure.Shot shot = new CameraNoise(random.nextLong()).shoot(image(patch, 0), "");
    for (int c = 0; c < 3; c++) {
      assertThat(image(input, 5).plane(c)).isEqualTo(shot.noisy().plane(c));
      assertThat(image(clean, 7).plane(c)).isEqualTo(shot.reference().plane(c));
    }
  }

  private static Image image(float[] samples, int offset) {
    Image image = Image.black(SIZE, SIZE, 3);
    for (int c = 0; c < 3; c++) {
      System.arraycopy(samples, offset + c * SIZE * SIZE, image.plane(c), 0, SIZE * SIZE);
    }
    return image;
  }
}
