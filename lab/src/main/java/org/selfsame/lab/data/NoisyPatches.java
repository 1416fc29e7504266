package org.selfsame.lab.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.image.SampleFormat;
import org.selfsame.model.Task;

/** Patches with Gaussian noise, each of a level drawn uniformly from the task's range. */
record NoisyPatches(
    Task.Denoise task, GaussianNoise.Form form, TrainingData data, int size, boolean noiseChannel)
    implements PatchSource {
  @Override
  public void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset) {
    int samples = data.channels() * size * size;
    data.samplePatch(random, size, clean, cleanOffset);
    double range = task.sigmaMax() - task.sigmaMin();
    float sigma = (float) ((task.sigmaMin() + random.nextDouble() * range) / 255);
    for (int i = 0; i < samples; i++) {
      float noisy = clean[cleanOffset + i] + sigma * (float) random.nextGaussian();
      input[inputOffset + i] = form == GaussianNoise.Form.FLOAT ? noisy : inEightBits(noisy);
    }
    if (noiseChannel) {
      int from = inputOffset + samples;
      Arrays.fill(input, from, from + size * size, sigma);
    }
  }

  private static float inEightBits(float sample) {
    return SampleFormat.UINT8.quantize(sample) / 255f;
  }
}
