package org.selfsame.image;

/**
 * The colors of pixels that do not count: nobody sees them, or they are not known, but a network or
 * a kernel that reaches across an edge would mix them into what is seen.
 */
final class HiddenColors {
  private final int width;
  private final int height;
  private final float[][] planes;

  /** The ring of a pixel around what is seen: 0 for what is seen itself, -1 if not known yet. */
  private final int[] rings;

  /** Hidden pixels from the first ring outwards, and how many are in it. */
  private final int[] queue;

  private int queued;

  private HiddenColors(Image image, float[] alpha) {
    width = image.width();
    height = image.height();
    planes = new float[image.channels()][];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = image.plane(c);
    }
    rings = new int[alpha.length];
    int hidden = 0;
    for (int i = 0; i < alpha.length; i++) {
      rings[i] = alpha[i] > 0 ? 0 : -1;
      hidden -= rings[i];
    }
    queue = new int[hidden];
  }

  /**
   * Returns the image with the colors of what is seen carried on, ring by ring, over what is not:
   * each pixel has the mean of its neighbors in the rings before.
   *
   * @param alpha one channel of the image's size, 0 for what does not count
   */
  static Image replaced(Image image, Image alpha) {
    Image result = image.copy();
    HiddenColors colors = new HiddenColors(result, alpha.plane(0));
    for (int i = 0; i < colors.rings.length && colors.queue.length > 0; i++) {
      if (colors.rings[i] == 0) {
        colors.enqueueBeside(i);
      }
    }
    for (int done = 0; done < colors.queued; done++) {
      colors.mix(colors.queue[done]);
      colors.enqueueBeside(colors.queue[done]);
    }
    return result;
  }

  private void enqueueBeside(int pixel) {
    for (int y = top(pixel); y <= bottom(pixel); y++) {
      for (int x = left(pixel); x <= right(pixel); x++) {
        int neighbor = y * width + x;
        if (rings[neighbor] < 0) {
          rings[neighbor] = rings[pixel] + 1;
          queue[queued++] = neighbor;
        }
      }
    }
  }

  private void mix(int pixel) {
    for (float[] plane : planes) {
      double sum = 0;
      int count = 0;
      for (int y = top(pixel); y <= bottom(pixel); y++) {
        for (int x = left(pixel); x <= right(pixel); x++) {
          int ring = rings[y * width + x];
          if (ring >= 0 && ring < rings[pixel]) {
            sum += plane[y * width + x];
            count++;
          }
        }
      }
      plane[pixel] = (float) (sum / count);
    }
  }

  private int top(int pixel) {
    return Math.max(0, pixel / width - 1);
  }

  private int bottom(int pixel) {
    return Math.min(height - 1, pixel / width + 1);
  }

  private int left(int pixel) {
    return Math.max(0, pixel % width - 1);
  }

  private int right(int pixel) {
    return Math.min(width - 1, pixel % width + 1);
  }
}
