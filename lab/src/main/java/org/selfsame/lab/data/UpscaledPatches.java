package org.selfsame.lab.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.image.Image;
import org.selfsame.image.Resampling;
import org.selfsame.lab.data.TrainingData.Place;

/**
 * Patches of images that were bicubically reduced and enlarged again. Whole images are reduced, so
 * a patch has no border of its own. The reduced images are kept, rounded to 8 bits; a patch is
 * enlarged when drawn. All factors are equally likely.
 */
final class UpscaledPatches implements PatchSource {
  /** How many pixels of the reduced image the cubic kernel reaches beyond a patch, plus one. */
  private static final int MARGIN = 3;

  private final List<Integer> scales;
  private final TrainingData data;
  private final int size;

  /** For each training image, its reduction by each scale. */
  private final List<List<ByteImage>> reduced = new ArrayList<>();

  UpscaledPatches(List<Integer> scales, TrainingData data, int size) {
    this.scales = scales;
    this.data = data;
    this.size = size;
    for (int i = 0; i < data.size(); i++) {
      Image image = data.image(i).toImage();
      List<ByteImage> ofImage = new ArrayList<>();
      for (int scale : scales) {
        ByteImage low = ByteImage.of(new BicubicDownscale(scale).degrade(image, ""));
        if (Math.min(low.width(), low.height()) * scale < size) {
          throw new IllegalArgumentException(
              "a training image has %dx%d pixels, %dx%d in multiples of %d: expected at least the %d of a patch; leave out data.scales below 1, or use smaller patches"
                  .formatted(
                      image.width(),
                      image.height(),
                      low.width() * scale,
                      low.height() * scale,
                      scale,
                      size));
        }
        ofImage.add(low);
      }
      reduced.add(ofImage);
    }
  }

  @Override
  public void draw(
      SplittableRandom random, float[] input, int inputOffset, float[] clean, int cleanOffset) {
    int choice = random.nextInt(scales.size());
    int scale = scales.get(choice);
    Place drawn = data.draw(random, size);
    ByteImage low = reduced.get(drawn.image()).get(choice);
    // Rows and columns beyond a multiple of the scale are not part of the reduced image.
    int left = Math.min(drawn.left(), low.width() * scale - size);
    int top = Math.min(drawn.top(), low.height() * scale - size);
    data.copy(new Place(drawn.image(), left, top, drawn.orientation()), size, clean, cleanOffset);
    int x = Math.max(0, left / scale - MARGIN);
    int y = Math.max(0, top / scale - MARGIN);
    int width = Math.min(low.width(), (left + size - 1) / scale + 1 + MARGIN) - x;
    int height = Math.min(low.height(), (top + size - 1) / scale + 1 + MARGIN) - y;
    Image enlarged =
        Resampling.resize(low.crop(x, y, width, height), width * scale, height * scale);
    float[] plane = enlarged.plane(0);
    int from = (top - y * scale) * enlarged.width() + left - x * scale;
    TrainingData.turn(
        (u, v) -> plane[from + v * enlarged.width() + u],
        size,
        drawn.orientation(),
        input,
        inputOffset);
  }
}
