package org.selfsame.lab.data;

import java.util.SplittableRandom;
import org.selfsame.image.Image;
import org.selfsame.task.PairMaker.Pair;
import org.selfsame.task.PairMaker.PairDegradation;

/**
 * Pairs of patches in which the clean one may change, too.
 *
 * @param block the side of the squares that are degraded together; {@code block - 1} more pixels
 *     are cut out along each side, so that a patch can begin anywhere in a square
 */
record PairedPatches(int block, PairDegradation degradation, TrainingData data, int size)
    implements PatchSource {
  @Override
  public void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset) {
    int side = size + block - 1;
    float[] samples = new float[data.channels() * side * side];
    data.samplePatch(random, side, samples, 0);
    Pair pair = degradation.degrade(random, image(samples, side));
    int left = random.nextInt(block);
    int top = random.nextInt(block);
    copy(pair.degraded().crop(left, top, size, size), input, inputOffset);
    copy(pair.clean().crop(left, top, size, size), clean, cleanOffset);
  }

  private static Image image(float[] samples, int side) {
    float[][] planes = new float[samples.length / (side * side)][side * side];
    for (int c = 0; c < planes.length; c++) {
      System.arraycopy(samples, c * side * side, planes[c], 0, side * side);
    }
    return new Image(side, side, planes);
  }

  private static void copy(Image patch, float[] target, int offset) {
    int pixels = patch.width() * patch.height();
    for (int c = 0; c < patch.channels(); c++) {
      System.arraycopy(patch.plane(c), 0, target, offset + c * pixels, pixels);
    }
  }
}
