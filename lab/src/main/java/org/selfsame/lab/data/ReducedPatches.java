package org.selfsame.lab.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.lab.data.TrainingData.Place;

/**
 * Patches of images that were reduced as a whole, for networks that enlarge: clean patches are
 * larger by the scale. The reduced images are kept, rounded to 8 bits.
 */
final class ReducedPatches implements PatchSource {
  private final int scale;
  private final TrainingData data;
  private final int size;
  private final List<ByteImage> reduced = new ArrayList<>();

  /**
   * @param data the training data; every image must hold a clean patch
   */
  ReducedPatches(int scale, TrainingData data, int size) {
    this.scale = scale;
    this.data = data;
    this.size = size;
    BicubicDownscale reduction = new BicubicDownscale(scale);
    for (int i = 0; i < data.size(); i++) {
      reduced.add(ByteImage.of(reduction.degrade(data.image(i).toImage(), "")));
    }
  }

  @Override
  public void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset) {
    Place drawn = data.draw(random, size * scale);
    ByteImage low = reduced.get(drawn.image());
    int left = drawn.left() / scale;
    int top = drawn.top() / scale;
    Place place = new Place(drawn.image(), left * scale, top * scale, drawn.orientation());
    data.copy(place, size * scale, clean, cleanOffset);
    int out = inputOffset;
    for (byte[] plane : low.planes()) {
      TrainingData.turn(
          (x, y) -> (plane[(top + y) * low.width() + left + x] & 0xff) / 255f,
          size,
          drawn.orientation(),
          input,
          out);
      out += size * size;
    }
  }
}
