package org.selfsame.lab.inspection;

import java.util.ArrayList;
import java.util.List;
import org.selfsame.image.Image;
import org.selfsame.network.CorrelationMap;
import org.selfsame.network.PixelMaps;
import org.selfsame.nonlocal.Neighborhood;
import org.selfsame.restore.Inspection;

/** Inspections of numbers that tests choose. */
final class Inspections {
  private Inspections() {}

  /** Maps of one neighborhood, of the states 1, 2, and so on. */
  static List<CorrelationMap> maps(Neighborhood around, float[]... weights) {
    List<CorrelationMap> maps = new ArrayList<>();
    for (float[] row : weights) {
      Image image = new Image(around.width(), around.height(), row);
      maps.add(new CorrelationMap(maps.size() + 1, around, image));
    }
    return maps;
  }

  /** A map of squares of pixels of a neighborhood, of the first state. */
  static List<CorrelationMap> folded(int fold, Neighborhood around, float... weights) {
    Image image = new Image(around.width() / fold, around.height() / fold, weights);
    return List.of(new CorrelationMap(1, around, image, fold));
  }

  /** The inspection of a pixel of an image that the network was given whole. */
  static Inspection of(Image given, int x, int y, List<CorrelationMap> maps, List<Image> masks) {
    double sigma = masks.isEmpty() ? 25 : 0;
    return new Inspection(given, "gray image", sigma, 0, 0, x, y, new PixelMaps(maps, masks));
  }

  /** Every pixel has a gray of its own, from 0 to below 1. */
  static Image ramp(int width, int height) {
    Image image = Image.black(width, height, 1);
    for (int i = 0; i < width * height; i++) {
      image.plane(0)[i] = i / 255f;
    }
    return image;
  }
}
