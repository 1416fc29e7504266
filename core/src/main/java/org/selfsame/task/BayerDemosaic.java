package org.selfsame.task;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.selfsame.degradation.BayerMosaic;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;

/**
 * Fills in the colors that a mosaic of any pattern lacks, with a network for one pattern: a row or
 * column mirrored beyond the edge turns one pattern into the other.
 *
 * @param pattern the pattern of the mosaic
 * @param known the pattern that the network knows; it sees RGB images in which each pixel has one
 *     color, and 0 for the others
 */
record BayerDemosaic(BayerMosaic.Pattern pattern, BayerMosaic.Pattern known)
    implements Presentation {
  /**
   * @param degraded a mosaic of 1 channel, or of 3, where only each pixel's own color is read
   * @throws IllegalArgumentException if there are neither 1 nor 3 channels, or a side is below 2
   *     pixels, so that a color may be missing
   */
  @Override
  public Image restore(Image degraded, Viewer viewer) {
    if (degraded.channels() != 1 && degraded.channels() != 3) {
      throw new IllegalArgumentException(
          "image of %d channels: expected a Bayer mosaic of 1 channel, or of 3 of which two are 0 at each pixel"
              .formatted(degraded.channels()));
    }
    if (degraded.width() < 2 || degraded.height() < 2) {
      throw new IllegalArgumentException(
          "image of %dx%d pixels: expected a Bayer mosaic of at least 2x2"
              .formatted(degraded.width(), degraded.height()));
    }
    int shift = 0;
    while (!isKnownShifted(shift / 2, shift % 2)) {
      shift++;
    }
    int top = shift / 2;
    int left = shift % 2;
    Image restored = viewer.restore(spread(degraded, known, top, left));
    return restored.crop(left, top, degraded.width(), degraded.height());
  }

  /** Returns whether the known pattern, shifted by rows and columns, is this one. */
  private boolean isKnownShifted(int rows, int columns) {
    return IntStream.range(0, 4)
        .allMatch(
            i -> known.channel(i / 2 + rows, i % 2 + columns) == pattern.channel(i / 2, i % 2));
  }

  /**
   * Returns a mosaic of a pattern: each pixel has its own color, and 0 for the others.
   *
   * @param mosaic 1 or 3 channels
   * @param top 1 to mirror a row beyond the upper edge, or 0
   * @param left 1 to mirror a column beyond the left edge, or 0
   */
  static Image spread(Image mosaic, BayerMosaic.Pattern known, int top, int left) {
    int width = mosaic.width() + left;
    int height = mosaic.height() + top;
    Image spread = Image.black(width, height, 3);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int channel = known.channel(y, x);
        int v = y < top ? 1 : y - top; // the row before the first is the second
        int u = x < left ? 1 : x - left;
        float[] samples = mosaic.plane(mosaic.channels() == 1 ? 0 : channel);
        spread.plane(channel)[y * width + x] = samples[v * mosaic.width() + u];
      }
    }
    return spread;
  }

  @Override
  public boolean isOriented() {
    return true;
  }

  /**
   * A turned mosaic has another pattern. The smallest mosaic whose sides are as even or odd shows
   * which.
   */
  @Override
  public Presentation turned(Dihedral view, Image degraded) {
    int width = 2 + degraded.width() % 2;
    int height = 2 + degraded.height() % 2;
    float[] channels = new float[width * height];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = pattern.channel(i / width, i % width);
    }
    Image turned = view.apply(new Image(width, height, channels));
    return Stream.of(BayerMosaic.Pattern.values())
        .filter(
            candidate ->
                candidate.channel(0, 0) == turned.get(0, 0, 0)
                    && candidate.channel(0, 1) == turned.get(0, 0, 1)
                    && candidate.channel(1, 0) == turned.get(0, 1, 0))
        .map(candidate -> new BayerDemosaic(candidate, known))
        .findFirst()
        .orElseThrow();
  }
}
