package org.selfsame.lab.data;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.selfsame.degradation.Degradation;
import org.selfsame.image.Image;
import org.selfsame.lab.data.TrainingData.Place;

/**
 * Patches of images that are degraded in independent blocks: it is enough to degrade the blocks
 * that a patch touches.
 *
 * @param block the side of a block
 * @param level draws the degradation of a patch
 */
record BlockPatches(
    int block, Function<SplittableRandom, Degradation> level, TrainingData data, int size)
    implements PatchSource {
  @Override
  public void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset) {
    Place place = data.draw(random, size);
    data.copy(place, size, clean, cleanOffset);
    ByteImage image = data.image(place.image());
    int x = place.left() / block * block;
    int y = place.top() / block * block;
    int width = Math.min(image.width(), blocksUpTo(place.left() + size)) - x;
    int height = Math.min(image.height(), blocksUpTo(place.top() + size)) - y;
    Image degraded = level.apply(random).degrade(image.crop(x, y, width, height), "");
    int from = (place.top() - y) * width + place.left() - x;
    for (int c = 0; c < degraded.channels(); c++) {
      float[] plane = degraded.plane(c);
      int out = inputOffset + c * size * size;
      TrainingData.turn(
          (u, v) -> plane[from + v * width + u], size, place.orientation(), input, out);
    }
  }

  private int blocksUpTo(int pixel) {
    return (pixel + block - 1) / block * block;
  }
}
