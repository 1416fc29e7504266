package org.selfsame.lab.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.selfsame.task.PairMaker.PatchDegradation;

/** Patches that are cut out, turned, and then degraded. */
record DegradedPatches(
    PatchDegradation degradation, TrainingData data, int size, boolean noiseChannel)
    implements PatchSource {
  @Override
  public void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset) {
    int samples = data.channels() * size * size;
    data.samplePatch(random, size, clean, cleanOffset);
    System.arraycopy(clean, cleanOffset, input, inputOffset, samples);
    double told = degradation.degrade(random, input, inputOffset, size, data.channels());
    if (noiseChannel) {
      int from = inputOffset + samples;
      Arrays.fill(input, from, from + size * size, (float) (told / 255));
    }
  }
}
