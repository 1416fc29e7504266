package org.selfsame.lab.data;

import java.util.SplittableRandom;
import org.selfsame.degradation.BayerMosaic;

/**
 * Patches of color images of which each pixel keeps what a Bayer filter lets through: the pattern
 * begins at the upper left corner of each patch, however that is turned.
 */
record MosaicPatches(BayerMosaic.Pattern pattern, TrainingData data, int size)
    implements PatchSource {
  @Override
  public void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset) {
    data.samplePatch(random, size, clean, cleanOffset);
    int pixels = size * size;
    for (int i = 0; i < 3 * pixels; i++) {
      int pixel = i % pixels;
      boolean seen = pattern.channel(pixel / size, pixel % size) == i / pixels;
      input[inputOffset + i] = seen ? clean[cleanOffset + i] : 0;
    }
  }
}
