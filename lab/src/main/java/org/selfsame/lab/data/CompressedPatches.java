package org.selfsame.lab.data;

import java.util.SplittableRandom;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.lab.data.TrainingData.Place;
import org.selfsame.model.Task;

/**
 * Patches of luma as JPEG compresses whole images, each of a quality drawn uniformly from the
 * task's range. JPEG's blocks of 8x8 pixels know nothing of each other: compressing those that a
 * patch touches is enough.
 */
record CompressedPatches(Task.Deblock task, TrainingData data, int size) implements PatchSource {
  private static final int BLOCK = 8;

  @Override
  public void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset) {
    Place place = data.draw(random, size);
    data.copy(place, size, clean, cleanOffset);
    ByteImage image = data.image(place.image());
    int x = place.left() / BLOCK * BLOCK;
    int y = place.top() / BLOCK * BLOCK;
    int width = Math.min(image.width(), blocksUpTo(place.left() + size)) - x;
    int height = Math.min(image.height(), blocksUpTo(place.top() + size)) - y;
    int quality = random.nextInt(task.qualityMin(), task.qualityMax() + 1);
    Image compressed = new JpegCompression(quality).degrade(image.crop(x, y, width, height), "");
    float[] plane = compressed.plane(0);
    int from = (place.top() - y) * width + place.left() - x;
    TrainingData.turn(
        (u, v) -> plane[from + v * width + u], size, place.orientation(), input, inputOffset);
  }

  private static int blocksUpTo(int pixel) {
    return (pixel + BLOCK - 1) / BLOCK * BLOCK;
  }
}
