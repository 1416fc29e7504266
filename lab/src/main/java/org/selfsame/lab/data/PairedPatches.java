package org.selfsame.lab.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.selfsame.image.Image;
import org.selfsame.task.PairMaker.Pair;
import org.selfsame.task.PairMaker.PairDegradation;

/** Patches of which the clean one changes, too. */
record PairedPatches(PairDegradation degradation, TrainingData data, int size)
    implements PatchSource {
  @Override
  public void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset) {
    int pixels = size * size;
    data.samplePatch(random, size, clean, cleanOffset);
    float[][] planes = new float[data.channels()][];
    for (int c = 0; c < planes.length; c++) {
      int from = cleanOffset + c * pixels;
      planes[c] = Arrays.copyOfRange(clean, from, from + pixels);
    }
    Pair pair = degradation.degrade(random, new Image(size, size, planes));
    for (int c = 0; c < planes.length; c++) {
      System.arraycopy(pair.degraded().plane(c), 0, input, inputOffset + c * pixels, pixels);
      System.arraycopy(pair.clean().plane(c), 0, clean, cleanOffset + c * pixels, pixels);
    }
  }
}
