package org.selfsame.lab.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;

/** All patches of images that are degraded as a whole, found again by their clean samples. */
final class KnownPatches {
  private final int size;
  private final int scale;
  private final Map<String, List<Patch>> byClean = new HashMap<>();

  /**
   * A pair.
   *
   * @param left first column in the degraded image
   * @param top first row
   * @param level what the image was degraded by
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Patch(float[] input, int left, int top, Dihedral turn, int level) {}

  /**
   * @param size side of a degraded patch
   * @param scale how many times larger a clean one is
   */
  KnownPatches(int size, int scale) {
    this.size = size;
    this.scale = scale;
  }

  void add(Image clean, Image degraded, int level) {
    for (int y = 0; y <= degraded.height() - size; y++) {
      for (int x = 0; x <= degraded.width() - size; x++) {
        Image cleanPatch = clean.crop(scale * x, scale * y, scale * size, scale * size);
        Image input = degraded.crop(x, y, size, size);
        for (Dihedral turn : Dihedral.values()) {
          String key = Arrays.toString(samples(turn.apply(cleanPatch)));
          byClean
              .computeIfAbsent(key, any -> new ArrayList<>())
              .add(new Patch(samples(turn.apply(input)), x, y, turn, level));
        }
      }
    }
  }

  /** Returns the patches of just these samples, input and clean. */
  List<Patch> find(float[] input, float[] clean) {
    return byClean.getOrDefault(Arrays.toString(clean), List.of()).stream()
        .filter(patch -> Arrays.equals(patch.input, input))
        .toList();
  }

  /** Returns the samples channel after channel. */
  static float[] samples(Image image) {
    int pixels = image.width() * image.height();
    float[] samples = new float[image.channels() * pixels];
    for (int c = 0; c < image.channels(); c++) {
      System.arraycopy(image.plane(c), 0, samples, c * pixels, pixels);
    }
    return samples;
  }
}
